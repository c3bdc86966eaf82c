package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redrive.autoconfigure.Notes.About;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Four instances of one application, each a JVM, that get the starter one by one under load, and lose it again. */
@Tag("slow")
class RollingMigrationIT {

    private static final int INSTANCES = 4;
    private static final List<String> KINDS = List.of("bad", "once", "good");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private final List<SpringsRun> all = new ArrayList<>();

    @Test
    void losesNothingAndIsNeverEarly() throws Exception {
        // given
        TestBroker.createTopic("rolling-moving", 8);
        Queue<String> sent = new ConcurrentLinkedQueue<>();
        ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
        try {
            List<SpringsRun> running = new ArrayList<>();
            for (int i = 0; i < INSTANCES; i++) {
                running.add(start(false));
            }
            running.forEach(SpringsRun::awaitReady);
            Future<?> sending = load.scheduleAtFixedRate(() -> send(sent), 0, 100, TimeUnit.MILLISECONDS);

            // when
            for (boolean withStarter : new boolean[] {true, false}) {
                for (int i = 0; i < INSTANCES; i++) {
                    running.get(i).stop();
                    running.set(i, start(withStarter));
                    running.get(i).awaitReady();
                    awaitRetries(running.get(i));
                }
            }
            sending.cancel(false);
            load.shutdown();
            assertThat(load.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

            // then
            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> {
                        Set<String> ended = Set.copyOf(notes(About.ENDED));
                        assertThat(sent).allMatch(ended::contains);
                    });
            verify(sent);
            running.forEach(SpringsRun::stop);
        } finally {
            load.shutdownNow();
            all.forEach(SpringsRun::close);
        }
    }

    private void verify(Queue<String> sent) {
        Map<String, List<Integer>> attempts = new TreeMap<>();
        Map<String, Integer> places = new HashMap<>();
        for (String line : notes(About.DELIVERED)) {
            attempts.computeIfAbsent(line.substring(0, line.indexOf(':')), unused -> new ArrayList<>())
                    .add(Integer.valueOf(line.replaceAll(".* attempt (\\d+).*", "$1")));
            places.merge(line.replace(" early", ""), 1, Integer::sum);
        }
        System.out.printf(
                "rolling migration: %d records, %d deliveries, %d of them repeated; by instance %s%n",
                sent.size(),
                notes(About.DELIVERED).size(),
                places.values().stream().mapToInt(times -> times - 1).sum(),
                all.stream().map(each -> each.notes(About.DELIVERED).size()).toList());
        assertThat(notes(About.DELIVERED)).noneMatch(line -> line.endsWith(" early"));
        assertThat(attempts.keySet()).isEqualTo(new TreeSet<>(sent));
        assertThat(attempts)
                .allSatisfy((value, made) -> assertThat(new TreeSet<>(made))
                        .containsExactlyElementsOf(IntStream.rangeClosed(1, lastAttempt(value))
                                .boxed()
                                .toList()));
    }

    /** Of a bad one, that of its dead letter. */
    private static int lastAttempt(String value) {
        return value.endsWith(" bad") ? 5 : value.endsWith(" once") ? 2 : 1;
    }

    private SpringsRun start(boolean withStarter) {
        SpringsRun run = SpringsRun.start(directory, "instance-" + all.size(), withStarter, "moving", "rolling-");
        all.add(run);
        return run;
    }

    /** Waits until an instance takes part in the retries. */
    private static void awaitRetries(SpringsRun run) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(run.notes(About.DELIVERED))
                        .as(run::output)
                        .anyMatch(line -> line.contains(": rolling-moving by"))
                        .anyMatch(line -> line.contains(": rolling-moving-retry-0 by"))
                        .anyMatch(line -> line.contains(": rolling-moving-retry-1 by")));
    }

    private static void send(Queue<String> sent) {
        for (int i = 0; i < 5; i++) {
            String value = sent.size() + " " + KINDS.get(sent.size() % KINDS.size());
            TestBroker.send(
                    new ProducerRecord<>("rolling-moving", RetryHeaders.bytes(value), RetryHeaders.bytes(value)));
            sent.add(value);
        }
    }

    private List<String> notes(About about) {
        return all.stream().flatMap(each -> each.notes(about).stream()).toList();
    }
}
