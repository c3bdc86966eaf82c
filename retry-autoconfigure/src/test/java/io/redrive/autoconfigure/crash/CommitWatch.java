package io.redrive.autoconfigure.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Looks again and again at what a scenario's groups have committed. */
final class CommitWatch implements AutoCloseable {

    private static final long EVERY_MS = 100;

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final List<Sample> samples = new CopyOnWriteArrayList<>();

    /** What was committed when it was asked for, which was not after {@code byMs}. */
    record Sample(Map<TopicPartition, OffsetAndMetadata> committed, long byMs) {}

    CommitWatch(Scenario scenario) {
        var unused = executor.scheduleWithFixedDelay(
                () -> {
                    try {
                        see(scenario.committed(), System.currentTimeMillis());
                    } catch (IllegalStateException unreachable) {
                        // The next look may succeed.
                    }
                },
                0,
                EVERY_MS,
                TimeUnit.MILLISECONDS);
    }

    /** Of looks at the same commits the first asks most, and is enough. */
    private void see(Map<TopicPartition, OffsetAndMetadata> committed, long byMs) {
        if (samples.isEmpty() || !samples.get(samples.size() - 1).committed().equals(committed)) {
            samples.add(new Sample(committed, byMs));
        }
    }

    /** No sample holds an offset whose records were not accounted for by then, or one lower than a sample before. */
    void findsNothingCommittedTooEarly(Evidence evidence) {
        Map<TopicPartition, Long> highest = new HashMap<>();
        for (Sample sample : samples) {
            evidence.covers(sample.committed(), sample.byMs());
            sample.committed().forEach((partition, at) -> {
                assertThat(at.offset())
                        .as("offset of %s committed later", partition)
                        .isGreaterThanOrEqualTo(highest.getOrDefault(partition, 0L));
                highest.put(partition, at.offset());
            });
        }
    }

    int size() {
        return samples.size();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
