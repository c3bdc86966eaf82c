package io.redrive.sample;

import java.time.Duration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;
import org.testcontainers.junit.jupiter.Testcontainers;

@Testcontainers(disabledWithoutDocker = true)
@Import(KafkaContainerConfiguration.class)
@TestPropertySource(properties = "sample.broker=external")
class ContainerSampleApplicationIT extends SettlementScenarios {

    ContainerSampleApplicationIT() {
        super(Duration.ofMillis(500));
    }
}
