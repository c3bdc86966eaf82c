package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.autoconfigure.Journal.Delivery;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.support.TopicPartitionOffset;

/**
 * The same application on spring-kafka alone and on Redrive: what can be seen of either from outside is put into lines, and
 * the lines are compared. What differs is listed here with the reason, and nothing else may.
 */
class SameAsSpringIT {

    private static final List<String> VALUES = List.of("good", "bad", "once", "caused", "checked", "wrong", "fatal");

    private static Seen springs;
    private static Seen ours;

    @BeforeAll
    static void runBoth() {
        springs = run("theirs-", "redrive.enabled=false");
        ours = run("redrive-");
    }

    /**
     * What differs on purpose.
     *
     * @param lines matches the lines about it
     */
    private record Known(String what, String lines) {}

    private static final List<Known> KNOWN = List.of(
            new Known("headers of its own", "redrive: .* redrive_(forward-id|first-failure|dead-letter-reason)=.*"),
            new Known(
                    "as many partitions as the main topic where nothing is said",
                    "(spring: wide-(retry|dlt) has 1|redrive: wide-(retry|dlt) has 2) partitions.*"),
            new Known(
                    "a main topic that is not altered",
                    "(spring: grown has 2 partitions|redrive: grown has 1 partitions).*"),
            new Known("jitter that is in no name", "(spring|redrive): jittered.*"));

    @Test
    void differsInNothingElse() {
        assertThat(springs.differences(ours))
                .filteredOn(line -> KNOWN.stream().noneMatch(known -> line.matches(known.lines())))
                .isEmpty();
    }

    @Test
    void differsInWhatIsKnownToDiffer() {
        assertThat(KNOWN)
                .allSatisfy(known -> assertThat(springs.differences(ours))
                        .as(known.what())
                        .anyMatch(line -> line.matches(known.lines())));
    }

    @Test
    void keepsJitterOutOfNames() {
        assertThat(ours.topics())
                .filteredOn(line -> line.startsWith("jittered"))
                .extracting(line -> line.substring(0, line.indexOf(' ')))
                .containsExactly("jittered", "jittered-dlt", "jittered-retry-100", "jittered-retry-50");
    }

    /**
     * What was seen of an application.
     *
     * @param containers its containers
     * @param topics the topics that it has made or found
     * @param deliveries what its listeners and handlers were given, in this order
     * @param headers what its forwarded records carry
     * @param arguments what a listener was told through its parameters
     */
    private record Seen(
            List<String> containers,
            List<String> topics,
            List<String> deliveries,
            List<String> headers,
            List<String> arguments) {

        List<String> differences(Seen others) {
            List<String> differences = new ArrayList<>();
            differ(containers, others.containers, differences);
            differ(topics, others.topics, differences);
            differ(deliveries, others.deliveries, differences);
            differ(headers, others.headers, differences);
            differ(arguments, others.arguments, differences);
            return differences;
        }

        private static void differ(List<String> springs, List<String> ours, List<String> differences) {
            springs.stream().filter(line -> !ours.contains(line)).forEach(line -> differences.add("spring: " + line));
            ours.stream().filter(line -> !springs.contains(line)).forEach(line -> differences.add("redrive: " + line));
        }
    }

    private static Seen run(String prefix, String... properties) {
        SpringsListeners.ONE_PARTITION.forEach(name -> TestBroker.createTopic(prefix + name, 1));
        SpringsListeners.IDLE.forEach(name -> TestBroker.createTopic(prefix + name, 1));
        SpringsListeners.TWO_PARTITIONS.forEach(name -> TestBroker.createTopic(prefix + name, 2));
        List.of("given-retry", "given-dlt").forEach(name -> TestBroker.createTopic(prefix + name, 2));
        String[] all = Stream.concat(
                        Stream.of(
                                "prefix=" + prefix,
                                "spring.kafka.consumer.group-id=everybody",
                                "spring.kafka.consumer.fetch-max-wait=200ms"),
                        Arrays.stream(properties))
                .toArray(String[]::new);
        try (TestApp app = TestApp.start(SpringsListeners.BEANS, all)) {
            send(prefix);
            // The factory of one listener starts nothing by itself.
            app.container("by-hand").start();
            app.container("by-hand-retry").start();
            TestApp.eventually(() -> assertThat(underWay(app.journal(), prefix)).isEmpty());
            return new Seen(containers(app, prefix), topics(prefix), deliveries(app, prefix), headers(prefix), told(app, prefix));
        }
    }

    private static void send(String prefix) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        names().forEach(name -> VALUES.forEach(value -> records.add(new ProducerRecord<>(
                        prefix + name,
                        SpringsListeners.ONE_PARTITION.contains(name) ? 0 : VALUES.indexOf(value) % 2,
                        1_700_000_000_000L + VALUES.indexOf(value),
                        RetryHeaders.bytes("key"),
                        RetryHeaders.bytes(name + " " + value)))));
        TestBroker.sendAll(records);
    }

    /** Returns the values whose way has not come to its end. */
    private static List<String> underWay(Journal journal, String prefix) {
        List<String> dead = Stream.of("held-dlt", "unhandled-dlt", "bean-made-dlt", "bean-made-io-dlt")
                .map(name -> prefix + name)
                .filter(TestBroker.topics()::contains)
                .flatMap(topic -> TestBroker.readAll(topic).stream())
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
        return names()
                .flatMap(name -> VALUES.stream().map(value -> name + " " + value))
                .filter(value -> !journal.hasEnded(value) && !dead.contains(value) && !isDropped(value, journal))
                .toList();
    }

    private static boolean isDropped(String value, Journal journal) {
        return value.startsWith("no-dlt ") && journal.of(value).size() == (value.endsWith("fatal") ? 1 : 3);
    }

    private static Stream<String> names() {
        return Stream.of(SpringsListeners.ONE_PARTITION, SpringsListeners.TWO_PARTITIONS, SpringsListeners.MISSING)
                .flatMap(List::stream);
    }

    private static List<String> names(MessageListenerContainer container) {
        ContainerProperties properties = container.getContainerProperties();
        return properties.getTopics() != null
                ? List.of(properties.getTopics())
                : Arrays.stream(properties.getTopicPartitions())
                        .map(TopicPartitionOffset::getTopic)
                        .distinct()
                        .toList();
    }

    private static List<String> containers(TestApp app, String prefix) {
        return app.containerIds().stream()
                .map(app::container)
                .map(container -> describe((ConcurrentMessageListenerContainer<?, ?>) container, prefix))
                .toList();
    }

    private static String describe(ConcurrentMessageListenerContainer<?, ?> container, String prefix) {
        ContainerProperties properties = container.getContainerProperties();
        return container.getListenerId() + " group " + container.getGroupId() + " client " + properties.getClientId()
                + " reads " + names(container).stream().map(name -> name.substring(prefix.length())).toList()
                + (properties.getTopicPartitions() == null ? "" : " " + properties.getTopicPartitions().length + " assigned")
                + " x" + container.getConcurrency() + " " + properties.getAckMode() + " running " + container.isRunning();
    }

    private static List<String> topics(String prefix) {
        List<String> topics = TestBroker.topics().stream().filter(name -> name.startsWith(prefix)).sorted().toList();
        Map<TopicPartition, Long> ends = TestBroker.ends(topics);
        return topics.stream()
                .map(topic -> topic.substring(prefix.length()) + " has "
                        + ends.keySet().stream().filter(each -> each.topic().equals(topic)).count() + " partitions and "
                        + ends.entrySet().stream()
                                .filter(each -> each.getKey().topic().equals(topic))
                                .mapToLong(Map.Entry::getValue)
                                .sum()
                        + " records")
                .toList();
    }

    private static List<String> deliveries(TestApp app, String prefix) {
        Map<String, List<String>> deliveries = new TreeMap<>();
        for (Delivery each : app.journal().all()) {
            deliveries
                    .computeIfAbsent((String) each.value(), unused -> new ArrayList<>())
                    .add(each.place().topic().substring(prefix.length()) + " by " + each.place().group() + " attempt "
                            + each.attempt() + (each.lateMs() < 0 ? " early" : ""));
        }
        return deliveries.entrySet().stream().map(each -> each.getKey() + ": " + each.getValue()).toList();
    }

    private static List<String> told(TestApp app, String prefix) {
        return app.bean(SpringsListeners.Arguments.class).told.stream()
                .map(line -> line.replace(prefix, ""))
                .toList();
    }

    private static List<String> headers(String prefix) {
        List<String> lines = new ArrayList<>();
        List<String> mains =
                Stream.concat(names(), SpringsListeners.IDLE.stream()).toList();
        List<String> forwards = TestBroker.topics().stream()
                .filter(name -> name.startsWith(prefix))
                .filter(name -> !mains.contains(name.substring(prefix.length())))
                .sorted()
                .toList();
        TestBroker.readAll(forwards).forEach((topic, records) -> {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                TreeSet<String> names = new TreeSet<>();
                record.headers().forEach(header -> names.add(header.key()));
                String value = new String(record.value(), StandardCharsets.UTF_8);
                for (String name : names) {
                    lines.add(topic.substring(prefix.length()) + " " + value + " attempt "
                            + RetryHeaders.attempt(record.headers(), 0) + " key "
                            + new String(record.key(), StandardCharsets.UTF_8) + " " + name + "="
                            + shown(record.headers().lastHeader(name), prefix, record.timestamp()));
                }
            }
        });
        lines.sort(null);
        return lines;
    }

    private static String shown(Header header, String prefix, long timestamp) {
        byte[] bytes = header.value();
        return switch (header.key()) {
            case RetryHeaders.PARTITION, RetryHeaders.ATTEMPTS -> bytes.length + " bytes "
                    + ByteBuffer.wrap(bytes).getInt();
            case RetryHeaders.OFFSET, RetryHeaders.TIMESTAMP -> bytes.length + " bytes "
                    + near(ByteBuffer.wrap(bytes).getLong(), timestamp);
            case RetryHeaders.FIRST_TIMESTAMP, RetryHeaders.DUE -> bytes.length + " bytes "
                    + near(new BigInteger(bytes).longValue(), timestamp);
            case RetryHeaders.STACK_TRACE -> new String(bytes, StandardCharsets.UTF_8).contains("SpringsListeners.work")
                    ? "stack trace" : new String(bytes, StandardCharsets.UTF_8);
            default -> new String(bytes, StandardCharsets.UTF_8).replace(prefix, "");
        };
    }

    private static String near(long value, long timestamp) {
        return Math.abs(value - timestamp) < 60_000 ? "about now" : String.valueOf(value);
    }
}
