package io.redrive.autoconfigure.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class ApplicationKillIT {

    private static final String SHORT_SESSION = "spring.kafka.consumer.properties.session.timeout.ms=3000";
    private static final String SHORT_HEARTBEAT = "spring.kafka.consumer.properties.heartbeat.interval.ms=500";

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
    @Tag("slow")
    void recordsThatWaitWhenTheApplicationIsKilledAreDeliveredWhenDueAfterItsRestart() {
        try (Scenario scenario =
                new Scenario(directory, broker, "waiting", Duration.ofMillis(300), Duration.ofSeconds(6))) {
            // given
            scenario.createMainTopic();
            ChildJvm first = scenario.start("first", SHORT_SESSION, SHORT_HEARTBEAT);
            List<String> sent = scenario.send(60, number -> 2);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(scenario.cluster.topics()).contains(scenario.retryTopic(2)));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(scenario.cluster.readAll(List.of(scenario.retryTopic(2))))
                            .hasSize(60));

            // when
            first.kill();
            scenario.start("second", SHORT_SESSION, SHORT_HEARTBEAT);

            // then
            scenario.awaitAllSettled(Duration.ofSeconds(60));
            Evidence evidence = scenario.evidence();
            System.out.println("killed while records wait: " + evidence.summary());
            evidence.showsNoLoss(sent);
            evidence.showsNothingEarly();
            evidence.showsExactAttempts();
            evidence.showsOneIdPerForward();
            assertThat(scenario.journalOf("second"))
                    .extracting(JournalEntry::attempt)
                    .contains(3);
        }
    }

    @Test
    void nothingIsLostAndNoAttemptSkippedWhenTheApplicationIsKilledWhileItForwards() {
        long seed = System.nanoTime();
        System.out.println("killed while it forwards: seed " + seed);
        Random random = new Random(seed);
        try (Scenario scenario = new Scenario(
                directory, broker, "load", Duration.ofMillis(200), Duration.ofMillis(400), Duration.ofMillis(800))) {
            // given
            scenario.createMainTopic();
            List<String> sent = scenario.send(2_500, number -> 1 + random.nextInt(4));
            try (CommitWatch watch = new CommitWatch(scenario)) {

                // when
                for (int round = 1; round <= 2; round++) {
                    long size = scenario.journalSize();
                    ChildJvm application = scenario.start("round-" + round, SHORT_SESSION, SHORT_HEARTBEAT);
                    // A line has about 80 bytes, the whole load about 17,000 lines.
                    long killAt = size + 80L * (200 + random.nextInt(2_500));
                    await().atMost(Duration.ofSeconds(60))
                            .pollInterval(Duration.ofMillis(1))
                            .until(() -> scenario.journalSize() >= killAt);
                    application.kill();
                    scenario.evidence().covers(scenario.committed(), Long.MAX_VALUE);
                }
                scenario.start("last", SHORT_SESSION, SHORT_HEARTBEAT);

                // then
                scenario.awaitAllSettled(Duration.ofSeconds(90));
                Evidence evidence = scenario.evidence();
                System.out.println(
                        "killed while it forwards, " + watch.size() + " different commits: " + evidence.summary());
                evidence.showsNoLoss(sent);
                evidence.showsNothingEarly();
                evidence.showsExactAttempts();
                evidence.showsOneIdPerForward();
                watch.findsNothingCommittedTooEarly(evidence);
            }
        }
    }
}
