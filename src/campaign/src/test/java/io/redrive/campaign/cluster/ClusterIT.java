package io.redrive.campaign.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ClusterIT {

    @TempDir
    static Path directory;

    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = Cluster.startIn(directory);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void keepsWhatWasAcknowledgedWhateverHappensToItsNodes() throws Exception {
        // given
        cluster.createTopic("kept", 3, Map.of());
        send("before");

        // when a leader dies
        int leader = cluster.leaderOf("kept", 0);
        cluster.kill(leader);
        send("while one is dead");
        assertThat(cluster.leaderOf("kept", 0)).isNotEqualTo(leader);
        cluster.heal();

        // when one stands still
        cluster.suspend(cluster.leaderOf("kept", 0));
        send("while one stands still");
        cluster.heal();

        // when the controller is away
        cluster.kill(cluster.controller());
        send("without a controller");
        cluster.heal();

        // when a disk is lost
        cluster.wipe(cluster.leaderOf("kept", 0));
        cluster.heal();
        send("with a new disk");

        // when all of it goes down
        cluster.brokers().forEach(cluster::kill);
        cluster.kill(cluster.controller());
        cluster.heal();

        // then
        assertThat(read(cluster.proxiedBootstrap(2)))
                .containsExactly(
                        "before",
                        "while one is dead",
                        "while one stands still",
                        "without a controller",
                        "with a new disk");
    }

    @Test
    void needsTwoReplicasOfEveryTopic() throws Exception {
        cluster.createTopic("safe", 1, Map.of());

        var topic = new ConfigResource(ConfigResource.Type.TOPIC, "safe");
        assertThat(cluster.admin()
                        .describeConfigs(List.of(topic))
                        .all()
                        .get(30, TimeUnit.SECONDS)
                        .get(topic)
                        .get("min.insync.replicas")
                        .value())
                .isEqualTo("2");
    }

    @Test
    void leadsEveryInstanceOverLinksOfItsOwn() throws Exception {
        cluster.brokers().forEach(broker -> cluster.link(1, broker).cut());

        assertThat(nodes(cluster.proxiedBootstrap(0))).isEqualTo(3);
        assertThat(nodes(cluster.bootstrap())).isEqualTo(3);
        assertThat(nodes(cluster.proxiedBootstrap(1))).isZero();
        cluster.heal();
        assertThat(nodes(cluster.proxiedBootstrap(1))).isEqualTo(3);
    }

    private static int nodes(String bootstrap) throws Exception {
        try (Admin admin = Admin.create(
                Map.of("bootstrap.servers", bootstrap, "request.timeout.ms", 1_000, "default.api.timeout.ms", 3_000))) {
            return admin.describeCluster().nodes().get(30, TimeUnit.SECONDS).size();
        } catch (ExecutionException unreachable) {
            return 0;
        }
    }

    private static void send(String value) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", cluster.bootstrap(), "acks", "all", "request.timeout.ms", 5_000),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>("kept", 0, "key", value)).get(60, TimeUnit.SECONDS);
        }
    }

    private static List<String> read(String bootstrap) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrap),
                new StringDeserializer(),
                new StringDeserializer())) {
            var kept = new TopicPartition("kept", 0);
            consumer.assign(List.of(kept));
            consumer.seekToBeginning(List.of(kept));
            List<String> values = new ArrayList<>();
            long end = consumer.endOffsets(List.of(kept)).get(kept);
            while (consumer.position(kept) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }
}
