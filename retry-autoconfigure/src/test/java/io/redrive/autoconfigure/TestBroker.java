package io.redrive.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** The one in-process broker of the test JVM, and what tests do with it from outside the application. */
final class TestBroker {

    private static final EmbeddedKafkaKraftBroker BROKER = start();
    private static final Admin ADMIN = Admin.create(Map.of("bootstrap.servers", BROKER.getBrokersAsString()));
    private static final KafkaProducer<byte[], byte[]> PRODUCER = new KafkaProducer<>(
            Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    BROKER.getBrokersAsString(),
                    ProducerConfig.LINGER_MS_CONFIG,
                    0,
                    ProducerConfig.ACKS_CONFIG,
                    "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer());

    private TestBroker() {}

    private static EmbeddedKafkaKraftBroker start() {
        EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, 1);
        broker.brokerProperties(Map.of(
                "auto.create.topics.enable", "false",
                // A busy machine does not take the only broker away.
                "broker.session.timeout.ms", "60000",
                "group.initial.rebalance.delay.ms", "0",
                "group.consumer.min.heartbeat.interval.ms", "100",
                "group.consumer.heartbeat.interval.ms", "200",
                "offsets.topic.num.partitions", "5",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1"));
        broker.afterPropertiesSet();
        Runtime.getRuntime().addShutdownHook(new Thread(broker::destroy));
        return broker;
    }

    static String address() {
        return BROKER.getBrokersAsString();
    }

    static Admin admin() {
        return ADMIN;
    }

    static void createTopic(String name, int partitions) {
        createTopic(name, partitions, Map.of());
    }

    static void createTopic(String name, int partitions, Map<String, String> configs) {
        if (topics().contains(name)) {
            throw new IllegalStateException("another test has a topic " + name);
        }
        try {
            ADMIN.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(configs)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            // On a busy machine a request may do its work and time out; the client repeats it then.
            if (!(failed.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException(failed);
            }
        } catch (InterruptedException | TimeoutException failed) {
            throw new IllegalStateException(failed);
        }
        // Before its leaders have taken it up, the first batch of a producer may be refused and the second accepted;
        // then the first one is never.
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptions()
                .until(() -> ends(List.of(name)).size() == partitions);
    }

    static RecordMetadata send(String topic, String value) {
        return send(new ProducerRecord<>(topic, value.getBytes(StandardCharsets.UTF_8)));
    }

    static RecordMetadata send(ProducerRecord<byte[], byte[]> record) {
        return await(PRODUCER.send(record));
    }

    static List<RecordMetadata> sendAll(List<ProducerRecord<byte[], byte[]>> records) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        records.forEach(record -> sent.add(PRODUCER.send(record)));
        return sent.stream().map(TestBroker::await).toList();
    }

    static Map<TopicPartition, OffsetAndMetadata> committed(String group) {
        return await(ADMIN.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    }

    /** Returns the offsets that a group has committed for a topic. */
    static Map<TopicPartition, Long> committed(String group, String topic) {
        return committed(group).entrySet().stream()
                .filter(each -> each.getKey().topic().equals(topic) && each.getValue() != null)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().offset()));
    }

    /** Returns where the partitions of topics end. */
    static Map<TopicPartition, Long> ends(Collection<String> topics) {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        await(ADMIN.describeTopics(topics).allTopicNames())
                .forEach((topic, description) -> description
                        .partitions()
                        .forEach(each -> latest.put(new TopicPartition(topic, each.partition()), OffsetSpec.latest())));
        return await(ADMIN.listOffsets(latest).all()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().offset()));
    }

    /** Returns how many records a topic has. */
    static long count(String topic) {
        return ends(List.of(topic)).values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns how many bytes of records a topic has on disk. */
    static long bytes(String topic) {
        return await(ADMIN.describeLogDirs(List.of(0)).allDescriptions()).values().stream()
                .flatMap(logDirs -> logDirs.values().stream())
                .flatMap(logDir -> logDir.replicaInfos().entrySet().stream())
                .filter(each -> each.getKey().topic().equals(topic))
                .mapToLong(each -> each.getValue().size())
                .sum();
    }

    static Set<String> topics() {
        return await(ADMIN.listTopics().names());
    }

    /** Returns the only record of a topic. */
    static ConsumerRecord<byte[], byte[]> readOnly(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = readAll(topic);
        if (records.size() != 1) {
            throw new AssertionError(topic + " has " + records.size() + " records");
        }
        return records.get(0);
    }

    /** Returns all records of a topic, as a consumer of committed data sees them. */
    static List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
        return readAll(List.of(topic)).getOrDefault(topic, List.of());
    }

    /** Returns all records of some topics, by topic, with the headers that the engine has packed as if it had not. */
    static Map<String, List<ConsumerRecord<byte[], byte[]>>> readAll(Collection<String> topics) {
        Map<String, List<ConsumerRecord<byte[], byte[]>>> records = readAsTheyAre(topics);
        records.values().forEach(each -> each.forEach(record -> RetryHeaders.unpack(record.headers())));
        return records;
    }

    /** Returns all records of some topics, by topic. */
    static Map<String, List<ConsumerRecord<byte[], byte[]>>> readAsTheyAre(Collection<String> topics) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        address(),
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        20,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            Map<TopicPartition, Long> ends = ends(topics);
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            Map<String, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
            while (ends.entrySet().stream().anyMatch(each -> consumer.position(each.getKey()) < each.getValue())) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> records.computeIfAbsent(record.topic(), unused -> new ArrayList<>())
                                .add(record));
            }
            return records;
        }
    }

    static <T> T await(Future<T> future) {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } catch (ExecutionException | TimeoutException failed) {
            // Where it is waited for something, it may be so later.
            throw new AssertionError(failed);
        }
    }
}
