package io.redrive.sample;

import java.time.Duration;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "sample.broker.port=0")
class SampleApplicationIT extends SettlementScenarios {

    SampleApplicationIT() {
        super(Duration.ofMillis(500));
    }
}
