package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redrive.KafkaRetry;
import io.redrive.autoconfigure.Journal.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.ContainerPostProcessor;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.listener.RecordInterceptor;

/** One application with a listener for each test, whose containers are paused, resumed, stopped and started. */
class ContainerControlIT {

    private static final Duration LONGER_THAN_THE_DELAY = Duration.ofMillis(900);
    private static final Duration LONGER_THAN_THE_LONG_DELAY = Duration.ofMillis(3_500);
    private static final int COUNT = 20;

    private static TestApp app;

    @BeforeAll
    static void start() {
        List.of(
                        "paused-main",
                        "paused-retry",
                        "stopped-main",
                        "stopped-retry",
                        "immediate",
                        "stopping-at-once",
                        "tripped",
                        "refused")
                .forEach(topic -> TestBroker.createTopic(topic, 1));
        TestBroker.createTopic("partition-main", 2);
        TestBroker.createTopic("partition-retry", 2);
        app = TestApp.start(
                List.of(Listener.class, PauseImmediately.class, Interceptor.class),
                "spring.kafka.listener.poll-timeout=50ms");
    }

    @AfterAll
    static void verify() {
        try (TestApp running = app) {
            running.verify();
        }
    }

    @Test
    void deliversNothingOfAMainTopicWhileItsContainerIsPaused() {
        // given
        MessageListenerContainer container = app.container("paused-main");
        container.pause();
        TestApp.eventually(() -> assertThat(container.isContainerPaused()).isTrue());

        // when
        send("paused-main", "bad", "good");

        // then
        staysSo(() -> assertThat(app.journal().from("paused-main")).isEmpty());

        // when
        container.resume();

        // then
        awaitDead("paused-main", 1);
        assertThat(app.journal().from("paused-main")).hasSize(3);
    }

    @Test
    void deliversNothingOfARetryTopicWhileItsContainerIsPausedAndAllWhenItIsResumed() {
        // given
        MessageListenerContainer container = app.container("paused-retry-retry");
        send("paused-retry", "bad 1", "bad 2");
        awaitRetries("paused-retry", 2);
        container.pause();
        TestApp.eventually(() -> assertThat(container.isContainerPaused()).isTrue());

        // when
        send("paused-retry", "bad 3", "good");

        // then
        awaitRetries("paused-retry", 3);
        staysSo(
                LONGER_THAN_THE_LONG_DELAY,
                () -> assertThat(app.journal().from("paused-retry-g")).isEmpty());
        assertThat(app.journal().hasEnded("good")).isTrue();

        // when
        container.resume();

        // then
        awaitDead("paused-retry", 3);
        assertThat(app.journal().from("paused-retry-g")).hasSize(3);
    }

    @Test
    void deliversNothingOfAPausedPartitionAndWhatIsInTheOthers() {
        // given
        MessageListenerContainer container = app.container("partition-main");
        TopicPartition paused = new TopicPartition("partition-main", 0);
        container.pausePartition(paused);
        TestApp.eventually(() -> assertThat(container.isPartitionPaused(paused)).isTrue());

        // when
        send(paused, "good in 0");
        send(new TopicPartition("partition-main", 1), "bad in 1");

        // then
        awaitDead("partition-main", 1);
        assertThat(app.journal().of("good in 0")).isEmpty();

        // when
        container.resumePartition(paused);

        // then
        TestApp.eventually(() -> assertThat(app.journal().hasEnded("good in 0")).isTrue());
    }

    @Test
    void keepsTheRetriesOfAPausedPartitionWhileThoseOfTheOthersGoOn() {
        // given
        MessageListenerContainer container = app.container("partition-retry-retry");
        TopicPartition paused = new TopicPartition("partition-retry-g-retry-1", 0);
        send(new TopicPartition("partition-retry", 0), "bad 0");
        awaitRetries("partition-retry", 1);
        container.pausePartition(paused);
        TestApp.eventually(() -> assertThat(container.isPartitionPaused(paused)).isTrue());

        // when
        send(new TopicPartition("partition-retry", 0), "bad 0 again");
        send(new TopicPartition("partition-retry", 1), "bad 1");

        // then
        awaitDead("partition-retry", 1);
        staysSo(
                LONGER_THAN_THE_LONG_DELAY,
                () -> assertThat(app.journal().from("partition-retry-g"))
                        .extracting(Delivery::value)
                        .containsExactly("bad 1"));

        // when
        container.resumePartition(paused);

        // then
        awaitDead("partition-retry", 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stopped-main", "stopped-retry"})
    void goesOnWhereItWasWhenAContainerIsStoppedInMidDelayAndStarted(String topic) {
        // given
        MessageListenerContainer container = app.container(topic.equals("stopped-main") ? topic : topic + "-retry");
        IntStream.range(0, COUNT).forEach(i -> send(topic, "bad " + topic + i));
        awaitRetries(topic, COUNT);

        // when
        container.stop();
        assertThat(container.isRunning()).isFalse();
        IntStream.range(0, COUNT).forEach(i -> send(topic, "bad meanwhile " + topic + i));
        container.start();

        // then
        awaitDead(topic, 2 * COUNT);
        IntStream.range(0, COUNT)
                .forEach(i -> assertThat(app.journal().of("bad " + topic + i)).hasSize(2));
    }

    @Test
    void deliversTheRestOfAPollWhenAContainerThatPausesAtOnceIsResumed() {
        // given
        Listener listener = app.bean(Listener.class);
        listener.on("bad 3 at once", "immediate", MessageListenerContainer::pause);
        listener.on("bad 6 at once", "immediate-retry", MessageListenerContainer::pause);
        List<String> values =
                IntStream.range(0, COUNT).mapToObj(i -> "bad " + i + " at once").toList();

        // when
        TestBroker.sendAll(values.stream()
                .map(value -> new ProducerRecord<byte[], byte[]>("immediate", RetryHeaders.bytes(value)))
                .toList());

        // then
        TestApp.eventually(
                () -> assertThat(app.container("immediate").isContainerPaused()).isTrue());
        staysSo(() -> assertThat(app.journal().from("immediate"))
                .filteredOn(each -> each.attempt() == 1)
                .extracting(Delivery::value)
                .containsExactlyElementsOf(values.subList(0, 4)));

        // when
        app.container("immediate").resume();

        // then
        TestApp.eventually(() ->
                assertThat(app.container("immediate-retry").isContainerPaused()).isTrue());
        staysSo(() -> assertThat(app.journal().from("immediate-g"))
                .extracting(Delivery::value)
                .containsExactlyElementsOf(values.subList(0, 7)));

        // when
        app.container("immediate-retry").resume();

        // then
        awaitDead("immediate", COUNT);
    }

    @Test
    void deliversTheRestOfAPollWhenSomethingFailsInAContainerThatWasPausedAtOnce() {
        // given
        Listener listener = app.bean(Listener.class);
        listener.on("good 2 trips", "tripped", MessageListenerContainer::pause);
        List<String> values =
                IntStream.range(0, COUNT).mapToObj(i -> "good " + i + " trips").toList();
        TestBroker.sendAll(values.stream()
                .map(value -> new ProducerRecord<byte[], byte[]>("tripped", RetryHeaders.bytes(value)))
                .toList());
        TestApp.eventually(
                () -> assertThat(app.container("tripped").isContainerPaused()).isTrue());

        // when
        app.bean(Interceptor.class).failure = new IllegalStateException("tripped over what was done already");
        app.bean(Interceptor.class).tripping = "good 3 trips";
        app.container("tripped").resume();

        // then
        TestApp.eventually(() -> values.forEach(
                value -> assertThat(app.journal().hasEnded(value)).as(value).isTrue()));
        assertThat(app.bean(Interceptor.class).tripping).as("the trip").isEmpty();
    }

    @Test
    void deliversTheRestOfAPollThatTheContainerDropsWithoutAWordWhenItIsRefusedSomething() {
        // given
        List<String> values = IntStream.range(0, COUNT)
                .mapToObj(i -> "good " + i + " refused")
                .toList();
        app.bean(Interceptor.class).failure = new TopicAuthorizationException("another");
        app.bean(Interceptor.class).tripping = "good 3 refused";

        // when
        TestBroker.sendAll(values.stream()
                .map(value -> new ProducerRecord<byte[], byte[]>("refused", RetryHeaders.bytes(value)))
                .toList());

        // then
        TestApp.eventually(() -> values.forEach(
                value -> assertThat(app.journal().hasEnded(value)).as(value).isTrue()));
        assertThat(app.bean(Interceptor.class).tripping).as("the trip").isEmpty();
    }

    @Test
    void leavesTheRestOfAPollToTheNextStartWhenAContainerStopsAtOnce() {
        // given
        Listener listener = app.bean(Listener.class);
        listener.on("bad 5 stops", "stopping-at-once", container -> container.stop(() -> {}));
        List<String> values =
                IntStream.range(0, COUNT).mapToObj(i -> "bad " + i + " stops").toList();

        // when
        TestBroker.sendAll(values.stream()
                .map(value -> new ProducerRecord<byte[], byte[]>("stopping-at-once", RetryHeaders.bytes(value)))
                .toList());

        // then
        MessageListenerContainer container = app.container("stopping-at-once");
        TestApp.eventually(() -> assertThat(container.isChildRunning()).isFalse());
        assertThat(app.journal().from("stopping-at-once"))
                .filteredOn(each -> each.attempt() == 1)
                .extracting(Delivery::value)
                .containsExactlyElementsOf(values.subList(0, 6));

        // when
        container.start();

        // then
        awaitDead("stopping-at-once", COUNT);
    }

    private static void send(String topic, String... values) {
        for (String value : values) {
            TestBroker.send(topic, value);
        }
    }

    private static void send(TopicPartition place, String value) {
        TestBroker.send(new ProducerRecord<>(place.topic(), place.partition(), null, RetryHeaders.bytes(value)));
    }

    private static void awaitRetries(String topic, int count) {
        TestApp.eventually(
                () -> assertThat(TestBroker.count(topic + "-g-retry-1")).isEqualTo(count));
    }

    private static void awaitDead(String topic, int count) {
        TestApp.eventually(() -> assertThat(TestBroker.count(topic + "-g-dlt")).isEqualTo(count));
    }

    private static void staysSo(ThrowingRunnable assertions) {
        staysSo(LONGER_THAN_THE_DELAY, assertions);
    }

    private static void staysSo(Duration time, ThrowingRunnable assertions) {
        await().during(time).atMost(time.multipliedBy(20)).untilAsserted(assertions);
    }

    static class Listener extends Failing {

        private final KafkaListenerEndpointRegistry registry;
        private final Map<String, Consumer<Object>> commands = new ConcurrentHashMap<>();

        Listener(Journal journal, KafkaListenerEndpointRegistry registry) {
            super(journal);
            this.registry = registry;
        }

        /** Does something to a container when a value is delivered by it. */
        void on(String value, String containerId, Consumer<MessageListenerContainer> command) {
            commands.put(
                    value + " " + containerId.endsWith("-retry"),
                    unused -> command.accept(registry.getListenerContainer(containerId)));
        }

        @KafkaListener(id = "paused-retry", topics = "paused-retry", groupId = "g")
        @KafkaListener(id = "partition-retry", topics = "partition-retry", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "3s")
        void listenSlowly(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(record);
        }

        @KafkaListener(id = "paused-main", topics = "paused-main", groupId = "g")
        @KafkaListener(id = "partition-main", topics = "partition-main", groupId = "g")
        @KafkaListener(id = "stopped-main", topics = "stopped-main", groupId = "g")
        @KafkaListener(id = "stopped-retry", topics = "stopped-retry", groupId = "g")
        @KafkaListener(id = "immediate", topics = "immediate", groupId = "g", containerPostProcessor = "immediately")
        @KafkaListener(
                id = "stopping-at-once",
                topics = "stopping-at-once",
                groupId = "g",
                containerPostProcessor = "immediately")
        @KafkaListener(id = "tripped", topics = "tripped", groupId = "g", containerPostProcessor = "immediately")
        @KafkaListener(id = "refused", topics = "refused", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "600ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            Consumer<Object> command =
                    commands.remove(record.value() + " " + record.topic().contains("-g-retry"));
            if (command != null) {
                command.accept(record);
            }
            failOnBad(record);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class PauseImmediately {

        @Bean
        ContainerPostProcessor<Object, Object, ConcurrentMessageListenerContainer<Object, Object>> immediately() {
            return container -> {
                container.getContainerProperties().setPauseImmediate(true);
                container.getContainerProperties().setStopImmediate(true);
            };
        }
    }

    static class Interceptor implements RecordInterceptor<Object, Object> {

        private volatile String tripping = "";
        private volatile RuntimeException failure;

        @Override
        public ConsumerRecord<Object, Object> intercept(
                ConsumerRecord<Object, Object> record,
                org.apache.kafka.clients.consumer.Consumer<Object, Object> consumer) {
            return record;
        }

        @Override
        public void afterRecord(
                ConsumerRecord<Object, Object> record,
                org.apache.kafka.clients.consumer.Consumer<Object, Object> consumer) {
            if (tripping.equals(record.value())) {
                tripping = "";
                throw failure;
            }
        }
    }
}
