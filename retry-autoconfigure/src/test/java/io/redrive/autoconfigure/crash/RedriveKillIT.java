package io.redrive.autoconfigure.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redrive.header.RedriveHeaders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class RedriveKillIT {

    private static final int RECORDS = 3_000;
    private static final String TARGET = "sent-back";

    @TempDir
    private Path brokerDirectory;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void everyDeadLetterIsSentBackOnceByTheOthersWhenTheInstanceThatRunsTheJobIsKilled() {
        try (BrokerProcess broker = BrokerProcess.startIn(brokerDirectory);
                Scenario scenario = new Scenario(directory, broker, "buried", Duration.ofMillis(50))) {
            // given
            scenario.createMainTopic();
            scenario.cluster.createTopic(TARGET, 4);
            String[] settings = {
                "redrive.dead-letters.redrive-targets=" + TARGET, "redrive.dead-letters.redrive-look-interval=500ms"
            };
            ChildJvm first = scenario.start("first", settings);
            scenario.send(RECORDS, number -> Script.ALWAYS);
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> scenario.cluster
                                    .readAll(List.of(scenario.deadLetterTopic()))
                                    .size()
                            == RECORDS);
            first.kill();

            // when
            ChildJvm runs = scenario.start(
                    "runs",
                    settings[0],
                    settings[1],
                    "scripted.redrive=" + scenario.deadLetterTopic(),
                    "scripted.redrive-to=" + TARGET);
            awaitSent(scenario, RECORDS / 4);
            ChildJvm next = scenario.start("next", settings);
            awaitSent(scenario, RECORDS / 3);
            runs.kill();
            int atKill = sent(scenario).size();
            awaitSent(scenario, Math.max(atKill + RECORDS / 5, 2 * RECORDS / 3));
            next.kill();
            scenario.start("last", settings);

            // then
            awaitSent(scenario, RECORDS);
            Set<RedriveHeaders.Id> ids = sent(scenario).stream()
                    .map(each -> RedriveHeaders.id(each.headers()))
                    .collect(Collectors.toSet());
            System.out.println("killed while it sends dead letters back: " + atKill + " of " + RECORDS
                    + " were sent by the first");
            assertThat(ids).hasSize(RECORDS);
            assertThat(sent(scenario)).hasSize(RECORDS);
        }
    }

    private static void awaitSent(Scenario scenario, int records) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(sent(scenario)).hasSizeGreaterThanOrEqualTo(records));
    }

    private static List<ConsumerRecord<byte[], byte[]>> sent(Scenario scenario) {
        return scenario.cluster.readAll(List.of(TARGET));
    }
}
