package io.redrive.benchmarks.workload;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
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

    /** Sends all records, at the speed of the workload, and returns when each has been acknowledged. */
    public void load(String topic, Workload workload) throws InterruptedException {
        load(topic, workload, startNanos -> {});
    }

    /**
     * Does the same, and says first when record 0 is sent, as {@link System#nanoTime()}; the others follow at the speed of
     * the workload, or should.
     */
    public void load(String topic, Workload workload, LongConsumer starts) throws InterruptedException {
        try (var producer = producer(workload.live())) {
            // Connecting takes longer than many a delivery, and is nothing that a system should answer for.
            producer.partitionsFor(topic);
            long start = System.nanoTime();
            starts.accept(start);
            send(producer, workload.records(), number -> {
                awaitTurn(workload.arrival(), number, start);
                return record(topic, number);
            });
        }
    }

    /** Sends so many records as fast as the broker takes them, and returns when each has been acknowledged. */
    public void load(int count, IntFunction<ProducerRecord<byte[], byte[]>> records) throws InterruptedException {
        try (var producer = producer(false)) {
            send(producer, count, records);
        }
    }

    /** Counts the completed sends; {@code flush()} has been seen to hang on a topic that was just created. */
    @SuppressWarnings("FutureReturnValueIgnored") // The callback gets the outcome.
    private static void send(
            KafkaProducer<byte[], byte[]> producer, int count, IntFunction<ProducerRecord<byte[], byte[]>> records)
            throws InterruptedException {
        var outstanding = new CountDownLatch(count);
        var failure = new AtomicReference<@Nullable Exception>();
        Callback completion = (metadata, error) -> {
            if (error != null) {
                failure.compareAndSet(null, error);
            }
            outstanding.countDown();
        };
        for (int number = 0; number < count; number++) {
            producer.send(records.apply(number), completion);
        }
        if (!outstanding.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException(
                    outstanding.getCount() + " of " + count + " records were not acknowledged in " + LIMIT);
        }
        Exception first = failure.get();
        if (first != null) {
            throw new IllegalStateException("Could not load " + count + " records", first);
        }
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, int record) {
        return new ProducerRecord<>(topic, Workload.partitionOf(record), Payload.key(record), Payload.value(record));
    }

    private static void awaitTurn(Arrival arrival, int record, long start) {
        if (arrival instanceof Arrival.Live live && live.perSecond() < Arrival.Live.UNLIMITED) {
            long turn = start + (long) (record * 1e9 / live.perSecond());
            for (long wait = turn - System.nanoTime(); wait > 0; wait = turn - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
        }
    }

    private KafkaProducer<byte[], byte[]> producer(boolean live) {
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
