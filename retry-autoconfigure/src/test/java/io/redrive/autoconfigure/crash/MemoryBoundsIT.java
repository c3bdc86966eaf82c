package io.redrive.autoconfigure.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redrive.header.ControlHeaders;
import io.redrive.header.Origin;
import io.redrive.header.RetryHeaderCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Large records, and an application with a heap of 256 MB. */
class MemoryBoundsIT {

    private static final String TOPIC = "bulky";

    // Gigabytes: not even a failing test leaves them behind.
    @TempDir(cleanup = CleanupMode.ALWAYS)
    private Path directory;

    private record Delivery(String key, int attempt, long lateMs) {}

    @Test
    @Tag("slow")
    void whatWaitsStaysWithinItsBoundWhenEveryPartitionOfEveryRetryTopicHoldsLargeRecords() {
        // given
        int partitions = 60;
        int levels = 3;
        int each = 2;
        long bound = 16L << 20;
        try (BrokerProcess broker = BrokerProcess.startIn(directory);
                Cluster cluster = new Cluster(broker.address())) {
            cluster.createTopic(TOPIC, partitions);
            ChildJvm application = start(broker, "bulky.delays=1s,2s,3s", "redrive.limits.held-bytes=" + bound + "B");
            List<String> topics = List.of("bulky-bulky-retry-1", "bulky-bulky-retry-2", "bulky-bulky-retry-3");
            await().atMost(Duration.ofSeconds(60)).until(() -> cluster.topics().containsAll(topics));

            // when
            long due = System.currentTimeMillis() + 60_000;
            write(broker, topics, partitions, each, 1_000_000, due);
            assertThat(System.currentTimeMillis())
                    .as("all were written in time")
                    .isLessThan(due);

            // then
            int count = partitions * levels * each;
            awaitKeys(application, count, Duration.ofMinutes(10));
            report(application, "worst topology, " + count + " MB that wait");
            assertThat(mostHeld()).isPositive().isLessThanOrEqualTo(bound);
            assertThat(deliveries())
                    .allSatisfy(delivery -> assertThat(delivery.lateMs()).isNotNegative());
            showsNoHarm(application);
        }
    }

    @Test
    @Tag("slow")
    void tenThousandFailuresOfHalfAMegabyteAtOnceAllArrive() {
        // given
        int count = Integer.getInteger("bounds.records", 10_000);
        try (BrokerProcess broker = BrokerProcess.startIn(directory);
                Cluster cluster = new Cluster(broker.address())) {
            cluster.createTopic(TOPIC, 12);
            send(broker, count, 500_000);

            // when
            ChildJvm application = start(broker, "bulky.delays=1s", "spring.kafka.listener.concurrency=3");

            // then
            awaitKeys(application, count, Duration.ofMinutes(10));
            report(application, count + " failures of 500 kB");
            showsNoHarm(application);
        }
    }

    private ChildJvm start(BrokerProcess broker, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.main.banner-mode=off",
                "--spring.kafka.bootstrap-servers=" + broker.address(),
                "--spring.kafka.consumer.auto-offset-reset=earliest",
                "--spring.kafka.consumer.value-deserializer="
                        + "org.apache.kafka.common.serialization.ByteArrayDeserializer",
                "--bulky.journal=" + journal()));
        Stream.of(settings).map(setting -> "--" + setting).forEach(arguments::add);
        return ChildJvm.start(
                BulkyApplication.class, directory.resolve("application.log"), "logging.config", arguments);
    }

    private static void send(BrokerProcess broker, int count, int bytes) {
        byte[] value = new byte[bytes];
        new Random(1).nextBytes(value);
        try (KafkaProducer<String, byte[]> producer = producer(broker)) {
            for (int i = 0; i < count; i++) {
                var unused = producer.send(new ProducerRecord<>(TOPIC, i % 12, "r" + i, value));
            }
        }
    }

    /** Writes what the engine would have forwarded; of each partition the first is due first, in a random order of partitions. */
    private static void write(
            BrokerProcess broker, List<String> topics, int partitions, int each, int bytes, long dueAtMs) {
        byte[] value = new byte[bytes];
        Random random = new Random(1);
        random.nextBytes(value);
        List<Future<?>> sends = new ArrayList<>();
        try (KafkaProducer<String, byte[]> producer = producer(broker)) {
            for (String topic : topics) {
                for (int partition = 0; partition < partitions; partition++) {
                    for (int i = 0; i < each; i++) {
                        long due = dueAtMs + i * 5_000L + random.nextInt(5_000);
                        sends.add(producer.send(waiting(topic, partition, i, value, due)));
                    }
                }
            }
            producer.flush();
            sends.forEach(Cluster::await);
        }
    }

    private static ProducerRecord<String, byte[]> waiting(
            String topic, int partition, int number, byte[] value, long dueAtMs) {
        long now = System.currentTimeMillis();
        List<Header> headers = RetryHeaderCodec.encode(
                new RecordHeaders(),
                new ControlHeaders.Valid(2, dueAtMs, now),
                new Origin(TOPIC, partition, number, now, TimestampType.CREATE_TIME),
                "bulky",
                null,
                null,
                now);
        return new ProducerRecord<>(topic, partition, topic + "/" + partition + "/" + number, value, headers);
    }

    private static KafkaProducer<String, byte[]> producer(BrokerProcess broker) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address(), "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    private void awaitKeys(ChildJvm application, int count, Duration limit) {
        await().atMost(limit)
                .pollInterval(Duration.ofMillis(500))
                // It has nothing to wait for then.
                .failFast(() -> showsNoHarm(application))
                .untilAsserted(() -> assertThat(retriedKeys()).hasSize(count));
    }

    private List<String> retriedKeys() {
        return deliveries().stream()
                .filter(each -> each.attempt() > 1)
                .map(Delivery::key)
                .distinct()
                .toList();
    }

    private List<Delivery> deliveries() {
        return lines().filter(line -> !line.startsWith("held "))
                .map(line -> line.split(" "))
                .map(parts -> new Delivery(parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2])))
                .toList();
    }

    private long mostHeld() {
        return lines().filter(line -> line.startsWith("held "))
                .mapToLong(line -> Long.parseLong(line.substring("held ".length(), line.lastIndexOf(' '))))
                .max()
                .orElse(0);
    }

    private Stream<String> lines() {
        if (!Files.exists(journal())) {
            // The application is still starting.
            return Stream.empty();
        }
        try {
            String text = Files.readString(journal(), StandardCharsets.UTF_8);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void report(ChildJvm application, String what) {
        List<Long> late = deliveries().stream()
                .filter(each -> each.attempt() > 1)
                .map(Delivery::lateMs)
                .sorted()
                .toList();
        System.out.printf(
                "%s: %d deliveries of %d retries, held at most %d bytes, late: median %d ms, longest %d ms, %d lines%n",
                what,
                late.size(),
                retriedKeys().size(),
                mostHeld(),
                late.get(late.size() / 2),
                late.get(late.size() - 1),
                application.output().size());
    }

    private static void showsNoHarm(ChildJvm application) {
        assertThat(application.isRunning()).isTrue();
        assertThat(application.output())
                .noneMatch(line -> line.contains("OutOfMemoryError"))
                .noneMatch(line -> line.matches("\\S+ ERROR .*"));
    }

    private Path journal() {
        return directory.resolve("bulky.journal");
    }
}
