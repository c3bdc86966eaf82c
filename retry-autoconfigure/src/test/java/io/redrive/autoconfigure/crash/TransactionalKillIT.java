package io.redrive.autoconfigure.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Every attempt sends a record before it succeeds or fails; the application is killed in between. */
@Tag("slow")
class TransactionalKillIT {

    private static final String[] TRANSACTIONAL = {
        "spring.kafka.consumer.properties.session.timeout.ms=3000",
        "spring.kafka.consumer.properties.heartbeat.interval.ms=500",
        "spring.kafka.producer.transaction-id-prefix=tx-",
        "spring.kafka.producer.properties.transaction.timeout.ms=3000",
        "scripted.effects=effects"
    };

    @TempDir
    private Path brokerDirectory;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void everyRecordHasItsEffectOnceWhereverTheApplicationIsKilled() {
        long seed = System.nanoTime();
        System.out.println("killed in transactions: seed " + seed);
        Random random = new Random(seed);
        try (BrokerProcess broker = BrokerProcess.startIn(brokerDirectory);
                Scenario scenario =
                        new Scenario(directory, broker, "once", Duration.ofMillis(100), Duration.ofMillis(200))) {
            // given
            scenario.createMainTopic();
            scenario.cluster.createTopic("effects", 2);
            List<String> sent = scenario.send(1_500, number -> Math.max(0, random.nextInt(8) - 4));

            // when
            for (int round = 1; round <= 2; round++) {
                long size = scenario.journalSize();
                ChildJvm application = scenario.start("round-" + round, TRANSACTIONAL);
                long killAt = size + 80L * (200 + random.nextInt(1_500));
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> scenario.journalSize() >= killAt);
                application.kill();
            }
            scenario.start("last", TRANSACTIONAL);

            // then
            scenario.awaitAllSettled(Duration.ofSeconds(90));
            List<String> dead = values(scenario, List.of(scenario.deadLetterTopic()));
            List<String> expected = new ArrayList<>(sent);
            expected.removeIf(value -> Script.of(value).failsAt(3));
            assertThat(values(scenario, List.of("effects"))).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(dead).doesNotHaveDuplicates().hasSize(sent.size() - expected.size());
            assertThat(values(scenario, scenario.retryTopics()))
                    .hasSize(sent.stream()
                            .mapToInt(value -> Math.min(2, Script.of(value).failures()))
                            .sum());
            scenario.evidence().showsOneIdPerForward();
        }
    }

    private static List<String> values(Scenario scenario, Collection<String> topics) {
        return scenario.cluster.readAll(List.copyOf(topics)).stream()
                .map(ConsumerRecord::value)
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .toList();
    }
}
