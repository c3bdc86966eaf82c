package io.redrive.admin;

import static org.awaitility.Awaitility.await;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** A broker that creates no topics by itself and gives new ones four partitions. */
final class TestBroker implements AutoCloseable {

    private final EmbeddedKafkaKraftBroker broker;
    private final Admin admin;

    TestBroker(Map<String, String> properties) {
        broker = new EmbeddedKafkaKraftBroker(1, 4);
        broker.brokerProperty("auto.create.topics.enable", "false");
        broker.brokerProperties(properties);
        broker.afterPropertiesSet();
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address()));
    }

    String address() {
        return broker.getBrokersAsString();
    }

    Admin admin() {
        return admin;
    }

    void create(String name, int partitions, Map<String, String> config) {
        NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(config);
        get(admin.createTopics(List.of(topic)).all());
        // The controller answers before the broker has heard of it.
        await().until(() -> topics().contains(name));
    }

    void alter(String topic, String key, String value) {
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
        get(admin.incrementalAlterConfigs(Map.of(resource(topic), List.of(set))).all());
        await().until(() -> value.equals(config(topic).get(key)));
    }

    Collection<String> topics() {
        return get(admin.listTopics().names());
    }

    TopicDescription describe(String topic) {
        return get(admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
    }

    /** Returns the settings that were made for the topic itself. */
    Map<String, String> config(String topic) {
        ConfigResource resource = resource(topic);
        Map<String, String> values = new TreeMap<>();
        get(admin.describeConfigs(List.of(resource)).values().get(resource)).entries().stream()
                .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .forEach(entry -> values.put(entry.name(), entry.value()));
        return values;
    }

    @Override
    public void close() {
        admin.close();
        broker.destroy();
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }
}
