package io.redrive.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.sample.demo.DemoEnd;
import io.redrive.sample.story.Summary;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ConfigurationClassPostProcessor;
import org.springframework.core.SpringProperties;

/** The application as the build has processed it ahead of time, on the JVM. */
class AheadOfTimeIT {

    @BeforeEach
    void useWhatWasGenerated() {
        SpringProperties.setFlag(AotDetector.AOT_ENABLED);
    }

    @AfterEach
    void readClassesAgain() {
        SpringProperties.setProperty(AotDetector.AOT_ENABLED, null);
    }

    @Test
    void settlesOrBuriesEveryOrder() {
        SpringApplication application = new SpringApplication(SampleApplication.class);
        application.setMainApplicationClass(SampleApplication.class);

        try (ConfigurableApplicationContext context = application.run(
                "--server.port=0",
                "--sample.broker.port=0",
                "--sample.orders.interval=20ms",
                // Known at run time only, and over what the annotation says.
                "--redrive.listeners.settlement.delay=50ms")) {
            CompletableFuture<Summary> end = context.getBean(DemoEnd.class).summary();

            assertThat(end).succeedsWithin(Duration.ofMinutes(2));
            assertThat(end.join().flawless()).isTrue();
            assertThat(end.join().settled()).isEqualTo(15);
            assertThat(end.join().dead()).isEqualTo(5);
            assertThat(context.getBeanNamesForType(ConfigurationClassPostProcessor.class))
                    .as("what reads classes at run time")
                    .isEmpty();
        }
    }
}
