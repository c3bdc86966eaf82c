package io.redrive.run;

import io.redrive.job.JobBook;
import io.redrive.job.JobKeys;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic with jobs from its beginning, and then what is new, without a group. Used by one thread, but for {@link #wakeup}. */
final class KafkaJobLog implements JobLog, AutoCloseable {

    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final Duration SLICE = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int API_TIMEOUT_MS = 10_000;

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final JobBook book;
    private final InstantSource clock;

    KafkaJobLog(Map<String, Object> connection, String jobs, JobBook book, InstantSource clock) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MS);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, API_TIMEOUT_MS);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.partition = new TopicPartition(jobs, 0);
        this.book = book;
        this.clock = clock;
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    @Override
    public void poll(Duration until) {
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(until)) {
                if (record.key() != null) {
                    book.apply(JobKeys.text(record.key()), record.value());
                }
            }
        } catch (OffsetOutOfRangeException deletedMeanwhile) {
            consumer.seekToBeginning(List.of(partition));
            // What was wanted once must not be taken for what is wanted now.
            catchUp();
        }
    }

    @Override
    public void catchUp() {
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long startedMs = clock.millis();
        while (consumer.position(partition) < end) {
            if (clock.millis() - startedMs > PATIENCE.toMillis()) {
                throw new TimeoutException(
                        "Topic " + partition.topic() + " was not read to its end within " + PATIENCE);
            }
            poll(SLICE);
        }
    }

    /** Lets the thread that reads come back at once, with an exception. */
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(AT_ONCE));
    }
}
