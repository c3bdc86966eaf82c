package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redrive.autoconfigure.Notes.About;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * One compiled application on spring-kafka alone and with the starter: what can be seen of either from outside is put into
 * lines, and the lines are compared. What differs is listed here with the reason, and nothing else may.
 */
class SameAsSpringIT {

    private static final List<String> VALUES = List.of("good", "bad", "once", "caused", "checked", "wrong", "fatal");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    /**
     * What differs on purpose.
     *
     * @param lines matches the lines about it
     */
    private record Known(String what, String lines) {

        boolean isAbout(String line) {
            // The bytes of numbers may be those of line breaks.
            return line.matches("(?s)" + lines);
        }
    }

    private static final List<Known> KNOWN_OF_FEW = List.of(
            new Known(
                    "headers of its own",
                    "redrive: .* redrive_(forward-id|first-failure|dead-letter-reason|failure-frame|earlier-failures)=.*"),
            new Known("headers that are there once", "spring: .* has \\d times retry_topic-.*"));

    private static final List<Known> KNOWN_OF_ALL = Stream.concat(
                    KNOWN_OF_FEW.stream(),
                    Stream.of(
                            new Known(
                                    "as many partitions as the main topic where nothing is said",
                                    "(spring|redrive): (wide-(retry|dlt) has [12] partitions.*"
                                            + "|group wide-(retry|dlt) has done with .*"
                                            + "|wide-(retry|dlt) .* in partition [01] .*)"),
                            new Known(
                                    "a main topic that is not altered",
                                    "(spring: (grown|bean-handled) has 2|redrive: (grown|bean-handled) has 1) partitions.*"),
                            new Known(
                                    "tries in place that are told, but not written to the next topic",
                                    "spring: counted-(retry|dlt) .* kafka_deliveryAttempt.*"),
                            new Known(
                                    "futures whose records are acknowledged one by one",
                                    "(spring: future(-retry)? group .* BATCH|redrive: future(-retry)? group .* MANUAL) running true"),
                            new Known(
                                    "the group of what a future has failed with",
                                    "redrive: future-(retry|dlt) .* kafka_dlt-original-consumer-group=future"),
                            new Known("jitter that is in no name", "(spring|redrive): .*jittered.*")))
            .toList();

    @Test
    void differsInNothingUnknownWithAFewConfigurations() {
        List<String> differences = run("few-spring-", "few", false).differences(run("few-redrive-", "few", true));

        assertThat(differences)
                .filteredOn(line -> KNOWN_OF_FEW.stream().noneMatch(known -> known.isAbout(line)))
                .isEmpty();
    }

    @Test
    @Tag("slow")
    void differsInWhatIsKnownAndInNothingElseWithAllConfigurations() {
        Observations ours = run("all-redrive-", "all", true);
        List<String> differences = run("all-spring-", "all", false).differences(ours);

        assertThat(differences)
                .filteredOn(line -> KNOWN_OF_ALL.stream().noneMatch(known -> known.isAbout(line)))
                .isEmpty();
        assertThat(KNOWN_OF_ALL)
                .allSatisfy(known -> assertThat(differences).as(known.what()).anyMatch(known::isAbout));
        assertThat(ours.topics())
                .filteredOn(line -> line.startsWith("jittered"))
                .extracting(line -> line.substring(0, line.indexOf(' ')))
                .containsExactly("jittered", "jittered-dlt", "jittered-retry-100", "jittered-retry-50");
    }

    @Test
    @Tag("slow")
    void startsTheSameContainers() {
        TestBroker.createTopic("starts-idle", 1);
        List<String> springs = new ArrayList<>();
        for (boolean withStarter : new boolean[] {false, true}) {
            try (SpringsRun run =
                    SpringsRun.start(directory, "starts-" + withStarter, withStarter, "starts", "starts-")) {
                run.awaitReady();
                await().atMost(Duration.ofMinutes(3))
                        .pollInterval(Duration.ofMillis(300))
                        .untilAsserted(() -> assertThat(run.containers())
                                .hasSize(3 * SpringsListeners.Starts.LISTENERS)
                                .containsAll(springs));
                springs.addAll(run.containers());
                run.stop();
            }
        }
    }

    private Observations run(String prefix, String choice, boolean withStarter) {
        SpringsListeners.Matrix matrix = SpringsListeners.Matrix.of(choice);
        long sentAtMs = System.currentTimeMillis() - Duration.ofHours(1).toMillis();
        matrix.partitions().forEach((name, partitions) -> {
            if (partitions != SpringsListeners.Matrix.MISSING) {
                TestBroker.createTopic(prefix + name, partitions);
            }
        });
        if (choice.equals("all")) {
            List.of("given-retry", "given-dlt").forEach(name -> TestBroker.createTopic(prefix + name, 2));
        }
        try (SpringsRun run = SpringsRun.start(directory, prefix, withStarter, choice, prefix)) {
            run.awaitReady();
            Observations seen = new Observations(prefix, sentAtMs);
            send(prefix, matrix, sentAtMs);
            await().atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofMillis(300))
                    .untilAsserted(() -> {
                        assertThat(underWay(run, prefix, matrix)).isEmpty();
                        assertThat(seen.uncommitted()).isEmpty();
                    });
            seen.note(run);
            // Its members leave their groups, for which those of the next one would wait otherwise.
            run.stop();
            return seen;
        }
    }

    private static void send(String prefix, SpringsListeners.Matrix matrix, long sentAtMs) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        matrix.partitions().forEach((name, partitions) -> {
            for (int number = 0; number < VALUES.size(); number++) {
                records.add(new ProducerRecord<>(
                        prefix + name,
                        partitions < 2 ? 0 : number % 2,
                        sentAtMs + number,
                        RetryHeaders.bytes("key"),
                        RetryHeaders.bytes(name + " " + VALUES.get(number))));
            }
        });
        TestBroker.sendAll(records);
    }

    /** Returns the values whose way has not come to its end. */
    private static List<String> underWay(SpringsRun run, String prefix, SpringsListeners.Matrix matrix) {
        Set<String> ended = Set.copyOf(run.notes(About.ENDED));
        List<String> delivered = run.notes(About.DELIVERED);
        Set<String> dead =
                Observations.values(Stream.of("held-dlt", "unhandled-dlt", "bean-made-dlt", "bean-made-io-dlt")
                        .map(name -> prefix + name)
                        .toList());
        return matrix.partitions().keySet().stream()
                .flatMap(name -> VALUES.stream().map(value -> name + " " + value))
                .filter(value -> !ended.contains(value) && !dead.contains(value) && !isDropped(value, delivered))
                .toList();
    }

    private static boolean isDropped(String value, List<String> delivered) {
        int attempts = Map.of("no-dlt", 3, "bean-dropped", 2).getOrDefault(value.substring(0, value.indexOf(' ')), 0);
        long made =
                delivered.stream().filter(line -> line.startsWith(value + ":")).count();
        return attempts > 0 && made == (value.endsWith("fatal") ? 1 : attempts);
    }
}
