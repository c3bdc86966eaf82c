package io.redrive.benchmarks.contestant;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Commits offsets when they have changed. */
final class Commits {

    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();

    Commits(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** Notes that everything before an offset is done. */
    void done(TopicPartition partition, long offset) {
        Long before = committed.put(partition, offset);
        if (before == null || before != offset) {
            next.put(partition, new OffsetAndMetadata(offset));
        }
    }

    /** Sends what has changed, without waiting. */
    void send() {
        if (!next.isEmpty()) {
            consumer.commitAsync(Map.copyOf(next), null);
            next.clear();
        }
    }

    /** Sends what has changed and waits for it. */
    void sendAndWait() {
        if (!next.isEmpty()) {
            consumer.commitSync(Map.copyOf(next));
            next.clear();
        }
    }
}
