package io.redrive.autoconfigure.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class RebalanceIT {

    private static final Duration JOIN_LIMIT = Duration.ofSeconds(60);
    private static final int SESSION_MS = 6_000;

    @TempDir
    private static Path brokerDirectory;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private static BrokerProcess broker;

    @BeforeAll
    static void startBroker() {
        broker = BrokerProcess.startIn(brokerDirectory);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest
    @CsvSource({
        "eager, partition.assignment.strategy=org.apache.kafka.clients.consumer.RangeAssignor",
        "cooperative, partition.assignment.strategy=org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
        "consumer, group.protocol=consumer"
    })
    void nothingIsLostOrEarlyOrSkippedWhenApplicationsComeAndGoAndAreKilledUnderLoad(String protocol, String setting) {
        String[] settings = {
            "spring.kafka.consumer.properties." + setting,
            protocol.equals("consumer")
                    ? "spring.kafka.consumer.properties.client.rack="
                    : "spring.kafka.consumer.properties.session.timeout.ms=" + SESSION_MS
        };
        try (Scenario scenario =
                        new Scenario(directory, broker, protocol, Duration.ofMillis(500), Duration.ofSeconds(2));
                CommitWatch watch = new CommitWatch(scenario)) {
            // given
            scenario.createMainTopic();
            scenario.start("stays", settings);
            ChildJvm killed = scenario.start("killed", settings);
            Scenario.Load load = scenario.sendSteadily(400, number -> number % 5 == 4 ? Script.ALWAYS : number % 5 % 3);
            awaitDeliveries(scenario, "stays", 300);
            awaitDeliveries(scenario, "killed", 300);

            // when
            ChildJvm passing = scenario.start("passing", settings);
            awaitDeliveries(scenario, "passing", 300);
            Duration stop = passing.terminate(Duration.ofSeconds(15));
            awaitDeliveries(scenario, "killed", scenario.journalOf("killed").size() + 200);
            killed.kill();
            load.stop();

            // then
            scenario.awaitAllSettled(Duration.ofSeconds(60));
            Evidence evidence = scenario.evidence();
            System.out.println("rebalance, " + protocol + ", stop " + stop.toMillis() + " ms: " + evidence.summary());
            assertThat(passing.isRunning()).isFalse();
            evidence.showsNoLoss(scenario.sent());
            evidence.showsNothingEarly();
            evidence.showsExactAttempts();
            evidence.showsOneIdPerForward();
            watch.findsNothingCommittedTooEarly(evidence);
            assertThat(evidence.repeatedDeliveries())
                    .extracting(JournalEntry::place)
                    .isSubsetOf(scenario.journalOf("killed").stream()
                            .map(JournalEntry::place)
                            .toList());
        }
    }

    private static void awaitDeliveries(Scenario scenario, String application, int lines) {
        await().atMost(JOIN_LIMIT)
                .untilAsserted(() -> assertThat(scenario.journalOf(application)).hasSizeGreaterThan(lines));
    }
}
