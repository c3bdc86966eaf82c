package io.redrive.autoconfigure.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class LateBrokerIT {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void anApplicationStartsWithoutItsBrokerAndListensWhenThatAppears() {
        // given
        try (BrokerProcess broker = BrokerProcess.prepare(directory);
                Scenario scenario =
                        new Scenario(directory, broker, "late", Duration.ofMillis(300), Duration.ofMillis(600))) {
            ChildJvm application = scenario.start("application");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(application.output())
                            .anyMatch(line -> line.contains("Started ScriptedApplication")));

            // when
            broker.start();
            long up = System.nanoTime();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(scenario.cluster.topics())
                            .contains(scenario.mainTopic())
                            .containsAll(scenario.topicsOfForwards()));
            scenario.send(100, number -> number % 4);

            // then
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(scenario.journal()).isNotEmpty());
            long listening = System.nanoTime();
            scenario.awaitAllSettled(Duration.ofSeconds(60));
            Evidence evidence = scenario.evidence();
            System.out.println("broker up later, first delivery " + (listening - up) / 1_000_000 + " ms after it: "
                    + evidence.summary());
            evidence.showsNoLoss(scenario.sent());
            evidence.showsNothingEarly();
            evidence.showsExactAttempts();
            assertThat(evidence.repeatedDeliveries()).isEmpty();
        }
    }
}
