package io.redrive.sample;

import org.junit.jupiter.api.Tag;
import org.springframework.test.context.TestPropertySource;

/** The same in an incident of 5,000 orders, with an application of its own. */
@Tag("slow")
@TestPropertySource(properties = "logging.level.io.redrive.sample=error")
class LargeIncidentHttpIT extends DeadLettersHttpIT {

    @Override
    int orders() {
        return 5_000;
    }
}
