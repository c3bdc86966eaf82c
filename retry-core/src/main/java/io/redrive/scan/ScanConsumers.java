package io.redrive.scan;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Lends consumers that belong to no group and commit nothing. They are made when they are needed, and kept, because making one
 * fills a page of the log. Thread-safe.
 */
public final class ScanConsumers implements AutoCloseable {

    // Zero would leave connections open that are being made.
    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final int MOST_IDLE = 2;
    private static final int FETCH_BYTES = 4 << 20;
    private static final int PARTITION_BYTES = 1 << 20;
    private static final int PATIENCE_MS = 5_000;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Deque<Consumer<byte[], byte[]>> idle = new ArrayDeque<>();
    private boolean closed;

    /** Creates a pool; {@code consumers} makes one. */
    public ScanConsumers(Supplier<Consumer<byte[], byte[]>> consumers) {
        this.consumers = consumers;
    }

    /** Returns what lends consumers with this connection: addresses and security, as a client is configured. */
    public static ScanConsumers of(Map<String, ?> connection) {
        Map<String, Object> settings = new HashMap<>(connection);
        // What is not committed may still be taken back, and what was aborted is not there.
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_BYTES);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        return new ScanConsumers(
                () -> new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    /**
     * Does work with a consumer that nobody else uses meanwhile.
     *
     * @throws KafkaException when the brokers do not answer or refuse
     */
    <T> T with(Function<Consumer<byte[], byte[]>, T> work) {
        Consumer<byte[], byte[]> consumer = take();
        boolean useful = false;
        try {
            T result = work.apply(consumer);
            consumer.unsubscribe();
            useful = true;
            return result;
        } finally {
            giveBack(consumer, useful);
        }
    }

    private Consumer<byte[], byte[]> take() {
        synchronized (this) {
            if (closed) {
                throw new KafkaException("The application is stopping");
            }
            Consumer<byte[], byte[]> kept = idle.poll();
            if (kept != null) {
                return kept;
            }
        }
        return consumers.get();
    }

    private void giveBack(Consumer<byte[], byte[]> consumer, boolean useful) {
        synchronized (this) {
            if (useful && !closed && idle.size() < MOST_IDLE) {
                idle.push(consumer);
                return;
            }
        }
        consumer.close(CloseOptions.timeout(AT_ONCE));
    }

    /** Closes the consumers that nobody uses; the others are closed when they are given back. */
    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(each -> each.close(CloseOptions.timeout(AT_ONCE)));
        idle.clear();
    }
}
