package io.redrive.benchmarks.contestant;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** A consumer of one topic, and the thread that polls it. */
final class RawThread implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Consumer<byte[], byte[]> consumer;
    private final RawLoop loop;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile @Nullable RuntimeException failure;

    private RawThread(Consumer<byte[], byte[]> consumer, RawLoop loop, String topic) {
        this.consumer = consumer;
        this.loop = loop;
        this.thread = new Thread(this::poll, topic);
    }

    /** Starts a thread for a loop, and returns when its consumer has been assigned partitions. */
    static RawThread start(Course course, String topic, Function<Consumer<byte[], byte[]>, RawLoop> loop)
            throws InterruptedException {
        var consumer =
                new KafkaConsumer<>(config(course, topic), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var assigned = new CountDownLatch(1);
        consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                assigned.countDown();
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
        });
        var started = new RawThread(consumer, loop.apply(consumer), topic);
        started.thread.start();
        if (!assigned.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            started.close();
            throw new IllegalStateException("The consumer of " + topic + " got no partitions");
        }
        return started;
    }

    /** Stops the loop and waits until the thread has ended. */
    @Override
    public void close() {
        stopping = true;
        consumer.wakeup();
        try {
            thread.join(LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        RuntimeException cause = failure;
        if (cause != null) {
            throw new IllegalStateException("The loop of " + thread.getName() + " broke down", cause);
        }
    }

    private void poll() {
        try (consumer) {
            try {
                while (!stopping) {
                    loop.run();
                }
            } catch (WakeupException stopped) {
                // The only use of wakeup() is to end the loop.
            }
            try {
                loop.end();
            } catch (WakeupException late) {
                // It was meant for the loop, which had ended before it came.
                loop.end();
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private static Map<String, Object> config(Course course, String topic) {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                course.bootstrapServers(),
                ConsumerConfig.GROUP_ID_CONFIG,
                course.group(topic),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false);
    }
}
