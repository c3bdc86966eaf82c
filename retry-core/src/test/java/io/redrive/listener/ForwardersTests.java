package io.redrive.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redrive.forward.Forward;
import io.redrive.forward.KafkaForwarder;
import io.redrive.forward.Outcome;
import io.redrive.forward.Outcomes;
import io.redrive.log.QuietLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

class ForwardersTests {

    private final Outcomes outcomes = new Outcomes();
    private final CountDownLatch blocked = new CountDownLatch(2);
    private final CountDownLatch back = new CountDownLatch(1);
    private final AtomicReference<ScheduledExecutorService> last = new AtomicReference<>();

    @Test
    void aClusterThatIsGoneHoldsUpNoForwardToAnother() throws InterruptedException {
        // given
        try (Forwarders forwarders =
                new Forwarders(this::threads, new QuietLog(() -> Instant.EPOCH), () -> Instant.EPOCH)) {
            KafkaForwarder gone = forwarders.of(factory(new BlockedProducer()));
            KafkaForwarder healthy = forwarders.of(factory(new TestProducer(true)));
            gone.forward(forward("retry"));
            gone.forward(forward("dlt"));
            blocked.await();
            Forward forward = forward("retry");

            // when
            healthy.forward(forward);

            // then
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(outcomes.poll()).isEqualTo(new Outcome.Acknowledged(forward)));
            back.countDown();
        }
    }

    @Test
    void endsTheThreadsWithTheForwarders() {
        // given
        Forwarders forwarders = new Forwarders(this::threads, new QuietLog(() -> Instant.EPOCH), () -> Instant.EPOCH);
        forwarders.of(factory(new TestProducer(true)));

        // when
        forwarders.close();

        // then
        assertThat(last.get().isShutdown()).isTrue();
    }

    private ScheduledExecutorService threads() {
        last.set(Executors.newScheduledThreadPool(2));
        return last.get();
    }

    private Forward forward(String topic) {
        return new Forward(outcomes, new ProducerRecord<>(topic, 0, new byte[1], new byte[1])) {};
    }

    private static DefaultKafkaProducerFactory<byte[], byte[]> factory(Producer<byte[], byte[]> producer) {
        DefaultKafkaProducerFactory<byte[], byte[]> factory =
                new DefaultKafkaProducerFactory<>(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1"));
        factory.addPostProcessor(real -> {
            real.close(Duration.ZERO);
            return producer;
        });
        return factory;
    }

    /** A producer that knows two topics. */
    private static class TestProducer extends MockProducer<byte[], byte[]> {

        private static final Node NODE = new Node(0, "localhost", 9092);

        TestProducer(boolean autoComplete) {
            super(
                    new Cluster(
                            "cluster",
                            List.of(NODE),
                            List.of(partition("retry"), partition("dlt")),
                            Set.of(),
                            Set.of()),
                    autoComplete,
                    null,
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
        }

        private static PartitionInfo partition(String topic) {
            return new PartitionInfo(topic, 0, NODE, new Node[] {NODE}, new Node[] {NODE});
        }
    }

    /** As a producer blocks whose brokers are gone. */
    private final class BlockedProducer extends TestProducer {

        BlockedProducer() {
            super(false);
        }

        @Override
        public List<PartitionInfo> partitionsFor(String topic) {
            blocked.countDown();
            try {
                back.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return super.partitionsFor(topic);
        }
    }
}
