package io.redrive.autoconfigure.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class GracefulStopIT {

    private static final Duration LONGEST_STOP = Duration.ofSeconds(15);

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

    @Test
    void anApplicationStoppedUnderLoadLeavesNothingUnsettledAndNothingIsDeliveredTwice() {
        try (Scenario scenario =
                new Scenario(directory, broker, "stopped", Duration.ofMillis(300), Duration.ofHours(6))) {
            // given
            scenario.createMainTopic();
            ChildJvm application = scenario.start("first");
            Duration longest = Duration.ZERO;
            // Every tenth record waits for hours.
            Scenario.Load load = scenario.sendSteadily(600, number -> number % 10 == 0 ? 2 : number % 3 % 2);

            // when
            for (String next : List.of("second", "third", "fourth")) {
                ChildJvm stopping = application;
                int delivered = scenario.journal().size();
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(scenario.journal()).hasSizeGreaterThan(delivered + 2_000));
                Duration took = stopping.terminate(LONGEST_STOP);
                longest = took.compareTo(longest) > 0 ? took : longest;
                assertThat(stopping.isRunning()).isFalse();
                application = scenario.start(next);
            }
            load.stop();
            scenario.awaitSettled(List.of(scenario.mainTopic(), scenario.retryTopic(1)), Duration.ofSeconds(60));

            // then
            Evidence evidence = scenario.evidence();
            System.out.println("stopped under load, longest stop " + longest.toMillis() + " ms: " + evidence.summary());
            List<String> waiting = scenario.sent().stream()
                    .filter(value -> Script.of(value).failures() == 2)
                    .toList();
            evidence.showsNoLoss(scenario.sent(), waiting);
            evidence.showsNothingEarly();
            assertThat(evidence.repeatedDeliveries()).isEmpty();
            assertThat(evidence.surplusCopies()).isZero();
            assertThat(evidence.copies())
                    .filteredOn(copy -> copy.place().topic().equals(scenario.retryTopic(2)))
                    .extracting(Copy::value)
                    .containsExactlyInAnyOrderElementsOf(waiting);
            assertThat(scenario.journal()).extracting(JournalEntry::attempt).containsOnly(1, 2);
            assertThat(scenario.committed().entrySet())
                    .filteredOn(at -> at.getKey().topic().equals(scenario.retryTopic(2)))
                    .allSatisfy(at -> assertThat(at.getValue().offset()).isZero());
        }
    }
}
