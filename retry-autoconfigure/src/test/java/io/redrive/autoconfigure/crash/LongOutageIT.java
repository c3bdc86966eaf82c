package io.redrive.autoconfigure.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * An outage during which nothing happens: what it costs to wait for its end, and that it ends without a restart. It lasts for
 * more than three minutes, and every time-out of the clients is set to one at most, as if it went on for hours with the
 * usual ones. {@code -Doutage.seconds=3600} makes it one of an hour.
 */
@Tag("slow")
class LongOutageIT {

    /** Of one core. */
    private static final double MOST_CPU = 0.15;

    private static final int MOST_LINES_PER_MINUTE = 6;
    /**
     * Kafka's clients write two for each try to reconnect, of which there is one in 0.8 seconds for each of the four consumers, the
     * producer and the admin client.
     */
    private static final int MOST_LINES_OF_CLIENTS_PER_MINUTE = 6 * 2 * 75;

    private static final String[] TIME_OUTS = {
        "spring.kafka.properties.default.api.timeout.ms=30000",
        "spring.kafka.properties.metadata.max.age.ms=30000",
        "spring.kafka.properties.metadata.recovery.rebootstrap.trigger.ms=60000",
        "spring.kafka.properties.connections.max.idle.ms=60000",
        "spring.kafka.consumer.properties.max.poll.interval.ms=60000",
        "spring.kafka.consumer.properties.session.timeout.ms=10000"
    };

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void anApplicationThatWaitsForItsBrokerTakesLittleCpuAndLogAndGoesOnByItself() {
        // given
        Duration outage = Duration.ofSeconds(Integer.getInteger("outage.seconds", 180));
        try (BrokerProcess broker = BrokerProcess.startIn(directory);
                Scenario scenario =
                        new Scenario(directory, broker, "away", Duration.ofSeconds(1), Duration.ofSeconds(20))) {
            scenario.createMainTopic();
            ChildJvm application = scenario.start("application", TIME_OUTS);
            scenario.send(2_000, number -> number % 3);
            // A third of them is on its last wait.
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> scenario.journal().size() > 6_000);

            // when
            broker.kill();
            pass(Duration.ofSeconds(40));
            Duration cpuBefore = application.cpu();
            List<String> linesBefore = application.output();
            long started = System.nanoTime();
            pass(outage);
            double minutes = (System.nanoTime() - started) / 60e9;
            double cpu = application.cpu().minus(cpuBefore).toMillis() / (minutes * 60_000);
            List<String> lines = application
                    .output()
                    .subList(linesBefore.size(), application.output().size());
            long own = lines.stream()
                    .filter(line -> line.matches("\\S+ \\S+ +io\\.redrive\\..*"))
                    .count();
            broker.start();
            scenario.send(100, number -> number % 2);

            // then
            scenario.awaitAllSettled(Duration.ofSeconds(90));
            Evidence evidence = scenario.evidence();
            System.out.printf(
                    "away for %d s: %.1f %% of a core, %.1f lines per minute and %.1f of others; %s%n",
                    outage.toSeconds(), cpu * 100, own / minutes, (lines.size() - own) / minutes, evidence.summary());
            evidence.showsNoLoss(scenario.sent());
            evidence.showsNothingEarly();
            evidence.showsExactAttempts();
            assertThat(cpu).isLessThan(MOST_CPU);
            assertThat(own / minutes).isLessThanOrEqualTo(MOST_LINES_PER_MINUTE);
            assertThat((lines.size() - own) / minutes).isLessThanOrEqualTo(MOST_LINES_OF_CLIENTS_PER_MINUTE);
        }
    }

    private static void pass(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(5)).until(() -> true);
    }
}
