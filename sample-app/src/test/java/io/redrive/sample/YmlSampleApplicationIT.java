package io.redrive.sample;

import java.time.Duration;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.TestPropertySource;

@ActiveProfiles("yml")
@TestPropertySource(properties = {"sample.broker.port=0", "redrive.listeners.settlement.delay=100ms"})
class YmlSampleApplicationIT extends SettlementScenarios {

    YmlSampleApplicationIT() {
        super(Duration.ofMillis(100));
    }
}
