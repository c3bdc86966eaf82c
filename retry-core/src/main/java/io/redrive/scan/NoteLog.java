package io.redrive.scan;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads compacted topics with one partition each from their beginning, and then what is new, without a group. Its methods throw
 * what Kafka's consumers throw. Used by one thread, but for {@link #wakeup}.
 */
public final class NoteLog implements AutoCloseable {

    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final Duration SLICE = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int API_TIMEOUT_MS = 10_000;

    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Notes notes;
    private final InstantSource clock;

    /** What takes note of records. */
    @FunctionalInterface
    public interface Notes {

        /** Takes note of a record; null is the value of one that says that there is nothing to know any more. */
        void apply(String topic, String key, byte @Nullable [] value);
    }

    /**
     * Creates a log that has read nothing.
     *
     * @param connection addresses and security, as a consumer is configured
     */
    public NoteLog(Map<String, Object> connection, Set<String> topics, Notes notes, InstantSource clock) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MS);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, API_TIMEOUT_MS);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.partitions =
                topics.stream().map(topic -> new TopicPartition(topic, 0)).toList();
        this.notes = notes;
        this.clock = clock;
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Takes note of what is new, and waits for it until then. */
    public void poll(Duration until) {
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(until)) {
                if (record.key() != null) {
                    notes.apply(record.topic(), new String(record.key(), StandardCharsets.UTF_8), record.value());
                }
            }
        } catch (OffsetOutOfRangeException deletedMeanwhile) {
            consumer.seekToBeginning(deletedMeanwhile.partitions());
            // What was wanted once must not be taken for what is wanted now.
            catchUp();
        }
    }

    /** Takes note of everything that was written before. */
    public void catchUp() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long startedMs = clock.millis();
        while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
            if (clock.millis() - startedMs > PATIENCE.toMillis()) {
                throw new TimeoutException("Topics " + partitions + " were not read to their end within " + PATIENCE);
            }
            poll(SLICE);
        }
    }

    /** Lets the thread that reads come back at once, with an exception. */
    public void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(AT_ONCE));
    }
}
