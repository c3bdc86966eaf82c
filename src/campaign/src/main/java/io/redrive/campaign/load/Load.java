package io.redrive.campaign.load;

import io.redrive.campaign.journal.Acknowledged;
import io.redrive.campaign.journal.Journal;
import io.redrive.campaign.journal.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends records at a steady rate and writes down each that the brokers have acknowledged. Those that they have not are not
 * sent again: nobody was promised anything about them.
 */
public final class Load implements AutoCloseable {

    private static final long EVERY_MS = 20;

    private final String topic;
    private final Traffic traffic;
    private final RandomGenerator random;
    private final Journal journal;
    private final KafkaProducer<byte[], byte[]> producer;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicLong missing = new AtomicLong();
    private long tick;

    /**
     * Prepares a load.
     *
     * @param bootstrap addresses of the brokers
     * @param random decides what is sent, in the order in which it is sent
     * @param journal file for what was acknowledged
     */
    public Load(String bootstrap, String topic, Traffic traffic, RandomGenerator random, Path journal) {
        this.topic = topic;
        this.traffic = traffic;
        this.random = random;
        this.journal = new Journal(journal);
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", bootstrap,
                        "acks", "all",
                        "request.timeout.ms", 5_000,
                        "delivery.timeout.ms", 300_000,
                        "max.block.ms", 2_000,
                        "metadata.max.age.ms", 2_000,
                        "reconnect.backoff.max.ms", 500),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Begins to send. */
    public void start() {
        // What could not be sent in time is not made up for: the next ones are enough.
        var unused = executor.scheduleWithFixedDelay(
                () -> {
                    for (int left = traffic.inTick(tick++, EVERY_MS); left > 0; left--) {
                        send(numbers.getAndIncrement());
                    }
                },
                0,
                EVERY_MS,
                TimeUnit.MILLISECONDS);
    }

    /** Sends no more and waits until everything is acknowledged or given up; the brokers should be well by then. */
    public void stop() throws InterruptedException {
        executor.shutdown();
        executor.awaitTermination(10, TimeUnit.SECONDS);
        producer.flush();
    }

    /** Returns how many records were sent or tried to be. */
    public int sent() {
        return numbers.get();
    }

    /** Returns how many of them the brokers have not acknowledged. */
    public long missing() {
        return missing.get();
    }

    @Override
    public void close() throws IOException {
        executor.shutdownNow();
        producer.close(Duration.ZERO);
        journal.close();
    }

    private void send(int number) {
        Script script = traffic.script(number, random);
        byte[] key = ("key-" + random.nextInt(traffic.keys())).getBytes(StandardCharsets.UTF_8);
        byte[] value = script.value(traffic.filling(random));
        long checksum = Script.checksum(key, value);
        try {
            var unused = producer.send(new ProducerRecord<>(topic, key, value), (metadata, failure) -> {
                if (failure == null) {
                    Place place = new Place(metadata.topic(), metadata.partition(), metadata.offset());
                    journal.write(new Acknowledged(script.text(), place, checksum, System.nanoTime()));
                } else {
                    missing.incrementAndGet();
                }
            });
        } catch (KafkaException refused) {
            missing.incrementAndGet();
        }
    }
}
