package io.redrive.benchmarks.workload;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends the records of a workload. */
public final class Loader {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String bootstrapServers;

    /** A loader for this broker; it keeps no connection between loads. */
    public Loader(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Sends all records, at the speed of the workload, and returns when each has been acknowledged.
     *
     * <p>It counts the completed sends; {@code flush()} has been seen to hang on a topic that was just created.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // The callback gets the outcome.
    public void load(String topic, Workload workload) throws InterruptedException {
        var outstanding = new CountDownLatch(workload.records());
        var failure = new AtomicReference<@Nullable Exception>();
        Callback completion = (metadata, error) -> {
            if (error != null) {
                failure.compareAndSet(null, error);
            }
            outstanding.countDown();
        };
        try (var producer = producer(workload.arrival())) {
            long start = System.nanoTime();
            for (int record = 0; record < workload.records(); record++) {
                awaitTurn(workload.arrival(), record, start);
                producer.send(new ProducerRecord<>(topic, Payload.key(record), Payload.value(record)), completion);
            }
            if (!outstanding.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(outstanding.getCount() + " of " + workload.records() + " records for "
                        + topic + " were not acknowledged in " + LIMIT);
            }
        }
        Exception first = failure.get();
        if (first != null) {
            throw new IllegalStateException("Could not load " + topic, first);
        }
    }

    private static void awaitTurn(Arrival arrival, int record, long start) {
        if (arrival instanceof Arrival.Live live) {
            long turn = start + record * 1_000_000_000L / live.perSecond();
            for (long wait = turn - System.nanoTime(); wait > 0; wait = turn - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
        }
    }

    private KafkaProducer<byte[], byte[]> producer(Arrival arrival) {
        boolean live = arrival instanceof Arrival.Live;
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.LINGER_MS_CONFIG,
                live ? 0 : 20,
                ProducerConfig.BATCH_SIZE_CONFIG,
                128 * 1024);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
