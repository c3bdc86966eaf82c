package io.redrive.listener;

import io.redrive.forward.KafkaForwarder;
import io.redrive.log.QuietLog;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.core.ProducerPostProcessor;

/**
 * One forwarder per producer factory of the application, with the connection of that factory, and with threads of its own:
 * those of a cluster that is gone are blocked most of the time. Thread-safe.
 */
public final class Forwarders implements AutoCloseable {

    private static final int REQUEST_TIMEOUT_MS = 10_000;
    private static final int DELIVERY_TIMEOUT_MS = 30_000;
    private static final int MAX_BLOCK_MS = 2_000;
    private static final long LARGEST_BUFFER_BYTES = 64L << 20;
    private static final int HEAP_SHARE = 8;
    private static final int SMALLEST_BATCH_BYTES = 32 << 10;
    private static final long METADATA_IDLE_MS = 365L * 24 * 60 * 60 * 1_000;

    private final Supplier<ScheduledExecutorService> schedulers;
    private final QuietLog quiet;
    private final InstantSource clock;
    private final List<ScheduledExecutorService> running = new ArrayList<>();
    private final IdentityHashMap<ProducerFactory<?, ?>, KafkaForwarder> forwarders = new IdentityHashMap<>();

    /**
     * Creates an empty set.
     *
     * @param schedulers makes what runs the repeated forwards of one forwarder, and is shut down with it
     * @param quiet limits how often failing forwards are logged
     * @param clock the time
     */
    public Forwarders(Supplier<ScheduledExecutorService> schedulers, QuietLog quiet, InstantSource clock) {
        this.schedulers = schedulers;
        this.quiet = quiet;
        this.clock = clock;
    }

    /** Returns the forwarder that uses the connection of a producer factory. */
    public synchronized KafkaForwarder of(ProducerFactory<?, ?> factory) {
        return forwarders.computeIfAbsent(factory, this::create);
    }

    private KafkaForwarder create(ProducerFactory<?, ?> factory) {
        ScheduledExecutorService scheduler = schedulers.get();
        running.add(scheduler);
        return new KafkaForwarder(() -> createProducer(factory), scheduler, quiet, clock);
    }

    /** Closes all producers, then ends the threads. */
    @Override
    public synchronized void close() {
        forwarders.values().forEach(KafkaForwarder::close);
        forwarders.clear();
        running.forEach(ScheduledExecutorService::shutdownNow);
        running.clear();
    }

    @SuppressWarnings("unchecked") // listeners and post-processors of a factory do not depend on what is produced
    private static Producer<byte[], byte[]> createProducer(ProducerFactory<?, ?> users) {
        Map<String, Object> configs = durable(users.getConfigurationProperties());
        Producer<byte[], byte[]> producer =
                new KafkaProducer<>(configs, new ByteArraySerializer(), new ByteArraySerializer());
        for (var each : users.getPostProcessors()) {
            producer = ((ProducerPostProcessor<byte[], byte[]>) (ProducerPostProcessor<?, ?>) each).apply(producer);
        }
        for (var each : users.getListeners()) {
            ((ProducerFactory.Listener<byte[], byte[]>) (ProducerFactory.Listener<?, ?>) each)
                    .producerAdded(String.valueOf(configs.get(ProducerConfig.CLIENT_ID_CONFIG)), producer);
        }
        return producer;
    }

    /** Returns the application's settings with those changed on which it depends that nothing is lost or held up. */
    private static Map<String, Object> durable(Map<String, Object> users) {
        Map<String, Object> configs = new HashMap<>(users);
        configs.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        configs.remove(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG);
        configs.remove(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG);
        configs.put(ProducerConfig.ACKS_CONFIG, "all");
        configs.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        configs.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
        configs.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
        configs.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        configs.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        configs.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        configs.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        configs.put(
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                Math.min(LARGEST_BUFFER_BYTES, Runtime.getRuntime().maxMemory() / HEAP_SHARE));
        Object batch = configs.get(ProducerConfig.BATCH_SIZE_CONFIG);
        // Headers make a forward several times as large as its record.
        configs.put(
                ProducerConfig.BATCH_SIZE_CONFIG,
                Math.max(SMALLEST_BATCH_BYTES, batch == null ? 0 : Integer.parseInt(batch.toString())));
        // Whether a record is too large is for the topic to say.
        configs.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, (int) LARGEST_BUFFER_BYTES);
        // Metadata once known is kept, so that a send after a quiet hour does not block.
        configs.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, METADATA_IDLE_MS);
        Object clientId = configs.get(ProducerConfig.CLIENT_ID_CONFIG);
        configs.put(ProducerConfig.CLIENT_ID_CONFIG, (clientId == null ? "" : clientId + "-") + "redrive-forwarder");
        return configs;
    }
}
