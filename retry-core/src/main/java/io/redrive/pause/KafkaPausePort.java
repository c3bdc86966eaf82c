package io.redrive.pause;

import io.redrive.admin.BrokerAccess;
import io.redrive.admin.JobTopics;
import io.redrive.scan.NoteLog;
import io.redrive.topic.TopicMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The brokers of one cluster. */
final class KafkaPausePort implements PausePort {

    private static final int MAX_BLOCK_MS = 5_000;
    private static final int REQUEST_TIMEOUT_MS = 5_000;
    private static final int DELIVERY_TIMEOUT_MS = 10_000;
    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final PauseCluster cluster;
    private final JobTopics topics;
    private final InstantSource clock;

    KafkaPausePort(PauseCluster cluster, InstantSource clock) {
        this.cluster = cluster;
        this.topics = new JobTopics(BrokerAccess.of(cluster.admins()), clock);
        this.clock = clock;
    }

    @Override
    public JobTopics.Sight see(Set<String> names) {
        return topics.see(names);
    }

    @Override
    public @Nullable String ensure(String topic, String model, TopicMode mode) {
        return topics.ensure(topic, model, mode);
    }

    @Override
    public void write(String topic, String listener, byte @Nullable [] note) {
        Map<String, Object> configs = new HashMap<>(cluster.producers());
        configs.put(ProducerConfig.ACKS_CONFIG, "all");
        configs.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        configs.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        configs.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        configs.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        configs.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        // Written so seldom that nothing is kept for it.
        Producer<byte[], byte[]> producer =
                new KafkaProducer<>(configs, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            producer.send(new ProducerRecord<>(topic, 0, listener.getBytes(StandardCharsets.UTF_8), note))
                    .get();
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof KafkaException known ? known : new KafkaException(failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new InterruptException(interruption);
        } finally {
            producer.close(CLOSE);
        }
    }

    @Override
    public Reading read(Set<String> names, PauseBook book) {
        NoteLog log = new NoteLog(cluster.consumers(), names, book::apply, clock);
        return new Reading() {

            @Override
            public void catchUp() {
                log.catchUp();
            }

            @Override
            public void poll(Duration until) {
                log.poll(until);
            }

            @Override
            public void wakeup() {
                log.wakeup();
            }

            @Override
            public void close() {
                log.close();
            }
        };
    }

    @Override
    public void close() {
        topics.close();
    }
}
