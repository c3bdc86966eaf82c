package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.autoconfigure.Declarations.Declaration;
import io.redrive.autoconfigure.Journal.Delivery;
import io.redrive.topic.TopicChain;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * What must hold however a listener is declared, acknowledges, and shares its partitions: nothing is lost, early or
 * repeated, attempts are exact, no commit runs ahead, and bytes stay as they are, while members come and go. The cases
 * mostly wait, so some run at a time.
 */
@Execution(ExecutionMode.CONCURRENT)
class MatrixIT {

    private static final int PARTITIONS = 4;
    private static final int WAVE = 24;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    enum Protocol {
        EAGER("partition.assignment.strategy=org.apache.kafka.clients.consumer.RangeAssignor"),
        COOPERATIVE("partition.assignment.strategy=org.apache.kafka.clients.consumer.CooperativeStickyAssignor"),
        CONSUMER("group.protocol=consumer");

        private final String setting;

        Protocol(String setting) {
            this.setting = setting;
        }

        List<String> settings() {
            String prefix = "spring.kafka.consumer.properties.";
            return this == CONSUMER
                    ? List.of(prefix + setting)
                    : List.of(prefix + setting, prefix + "heartbeat.interval.ms=100");
        }
    }

    /** Of those declarations that can choose it. */
    enum Layout {
        SHARED,
        PER_TOPIC
    }

    enum Size {
        SINGLE(1, 3),
        SEVERAL(3, 500);

        private final int concurrency;
        private final int maxPollRecords;

        Size(int concurrency, int maxPollRecords) {
            this.concurrency = concurrency;
            this.maxPollRecords = maxPollRecords;
        }
    }

    static Stream<Arguments> cases() {
        return all(i -> i % 4 == 0);
    }

    static Stream<Arguments> otherCases() {
        return all(i -> i % 4 != 0);
    }

    private static Stream<Arguments> all(IntPredicate chosen) {
        List<Arguments> all = all();
        return IntStream.range(0, all.size()).filter(chosen).mapToObj(all::get);
    }

    private static List<Arguments> all() {
        return Pairs.of(List.of(
                        List.of(Declaration.values()),
                        List.of(AckMode.values()),
                        List.of(Protocol.values()),
                        List.of(Layout.values()),
                        List.of(Size.values())))
                .stream()
                .map(row -> Arguments.of(row.toArray()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("otherCases")
    @Tag("slow")
    void keepsItsPromisesInEveryPairOfSettings(
            Declaration declaration, AckMode ackMode, Protocol protocol, Layout layout, Size size) {
        keepsItsPromisesWhileMembersComeAndGo(declaration, ackMode, protocol, layout, size);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void keepsItsPromisesWhileMembersComeAndGo(
            Declaration declaration, AckMode ackMode, Protocol protocol, Layout layout, Size size) {
        // given
        String name = "matrix-" + NUMBER.incrementAndGet();
        List<String> topics = declaration.topics(name);
        topics.forEach(topic -> TestBroker.createTopic(topic, PARTITIONS));
        String[] settings = settings(name, declaration.allowed(ackMode), protocol, layout, size);
        try (TestApp leaving = TestApp.start(declaration.beans(), settings);
                TestApp joining = TestApp.start(leaving.journal(), declaration.beans(), unstarted(settings))) {
            Map<String, ProducerRecord<byte[], byte[]>> sent = new LinkedHashMap<>();
            send(topics, sent, "first");
            awaitRetries(leaving, 1);

            // when
            joining.bean(KafkaListenerEndpointRegistry.class).start();
            TestApp.eventually(() -> assertThat(assignedContainers(joining)).isTrue());
            long before = retries(joining);
            send(topics, sent, "second");
            awaitRetries(joining, before + 1);
            leaving.bean(KafkaListenerEndpointRegistry.class).stop();
            send(topics, sent, "third");

            // then
            joining.verify();
            sent.forEach((value, record) -> assertThat(joining.journal().of(value))
                    .as("deliveries of " + value)
                    .extracting(Delivery::attempt)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, Declarations.attemptsOf(value))
                            .boxed()
                            .toList()));
            assertDead(joining, sent);
            joining.bean(KafkaListenerEndpointRegistry.class)
                    .getListenerContainers()
                    .forEach(container -> assertThat(container.isChildRunning())
                            .as(container.getListenerId() + " runs")
                            .isTrue());
        }
    }

    private static String[] settings(String name, AckMode ackMode, Protocol protocol, Layout layout, Size size) {
        List<String> settings = new ArrayList<>(protocol.settings());
        settings.add("spring.kafka.listener.concurrency=" + size.concurrency);
        settings.add("spring.kafka.consumer.max-poll-records=" + size.maxPollRecords);
        settings.add("topic=" + name);
        settings.add("layout=" + layout.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        settings.add("spring.kafka.listener.ack-mode=" + ackMode);
        settings.add("spring.kafka.listener.ack-time=60ms");
        settings.add("spring.kafka.listener.ack-count=5");
        settings.add("spring.kafka.listener.poll-timeout=500ms");
        return settings.toArray(String[]::new);
    }

    private static String[] unstarted(String[] settings) {
        return Stream.concat(Arrays.stream(settings), Stream.of("spring.kafka.listener.auto-startup=false"))
                .toArray(String[]::new);
    }

    private static void send(List<String> topics, Map<String, ProducerRecord<byte[], byte[]>> sent, String wave) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (String topic : topics) {
            for (int i = 0; i < WAVE; i++) {
                String value = Declarations.value(i, topic + " " + wave);
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                        topic,
                        i % PARTITIONS,
                        i % 5 == 0 ? null : new byte[] {(byte) 0xC3, (byte) i},
                        RetryHeaders.bytes(value),
                        List.of(new RecordHeader("user", new byte[] {(byte) 0xFF, (byte) i})));
                sent.put(value, record);
                records.add(record);
            }
        }
        TestBroker.sendAll(records);
    }

    private static boolean assignedContainers(TestApp app) {
        return app.bean(KafkaListenerEndpointRegistry.class).getListenerContainers().stream()
                .map(MessageListenerContainer::getAssignedPartitions)
                .anyMatch(partitions -> partitions != null && !partitions.isEmpty());
    }

    private static void awaitRetries(TestApp app, long count) {
        TestApp.eventually(() -> assertThat(retries(app)).isGreaterThanOrEqualTo(count));
    }

    private static long retries(TestApp app) {
        return chains(app)
                .flatMap(chain -> chain.retryTopics().stream())
                .mapToLong(topic -> TestBroker.count(topic.name()))
                .sum();
    }

    private static Stream<TopicChain> chains(TestApp app) {
        return app.bean(EngineRuntime.class).engine().listeners().all().stream()
                .map(entry -> entry.listener().topics().view().chains())
                .flatMap(Collection::stream);
    }

    private static void assertDead(TestApp app, Map<String, ProducerRecord<byte[], byte[]>> sent) {
        List<ConsumerRecord<byte[], byte[]>> dead = chains(app)
                .flatMap(chain -> TestBroker.readAll(chain.deadLetterTopic()).stream())
                .toList();
        assertThat(dead)
                .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                .containsExactlyInAnyOrderElementsOf(
                        sent.keySet().stream().filter(Declarations::isHopeless).toList());
        dead.forEach(record -> {
            ProducerRecord<byte[], byte[]> original = sent.get(new String(record.value(), StandardCharsets.UTF_8));
            assertThat(record.key()).isEqualTo(original.key());
            assertThat(RetryHeaders.users(record.headers())).isEqualTo(RetryHeaders.users(original.headers()));
        });
    }
}
