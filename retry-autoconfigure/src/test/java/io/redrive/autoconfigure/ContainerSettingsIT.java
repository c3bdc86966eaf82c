package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.RecordInterceptor;
import org.springframework.kafka.support.Acknowledgment;

class ContainerSettingsIT {

    private static final int COUNT = 60;

    @ParameterizedTest
    @ValueSource(strings = {"record", "batch", "time", "count", "count-time"})
    void retriesInEveryModeInWhichTheContainerAcknowledges(String mode) {
        retries(Listener.class, mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"manual", "manual-immediate"})
    void retriesInEveryModeInWhichTheListenerAcknowledges(String mode) {
        retries(Acknowledging.class, mode);
    }

    private static void retries(Class<?> listener, String mode) {
        // given
        String topic = "mode-" + mode;
        TestBroker.createTopic(topic, 6);
        try (TestApp app = TestApp.start(
                listener,
                "topic=" + topic,
                "spring.kafka.listener.ack-mode=" + mode,
                "spring.kafka.listener.ack-time=50ms",
                "spring.kafka.listener.ack-count=7",
                "spring.kafka.listener.concurrency=3")) {
            // when
            IntStream.range(0, COUNT).forEach(i -> TestBroker.send(topic, (i % 3 == 0 ? "bad " : "good ") + i));

            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.count(topic + "-g-dlt")).isEqualTo(COUNT / 3));
            app.watch().verifySettled();
            assertThat(app.journal().all()).hasSize(COUNT + 2 * COUNT / 3);
            app.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"record", "batch", "time", "count", "count-time", "manual", "manual-immediate"})
    void hasCommittedAllThatWasDoneWhenItIsStopped(String mode) {
        // given
        String topic = "stopped-" + mode;
        TestBroker.createTopic(topic, 1);
        try (TestApp app = TestApp.start(
                mode.startsWith("manual") ? Acknowledging.class : Listener.class,
                "topic=" + topic,
                "spring.kafka.listener.ack-mode=" + mode,
                "spring.kafka.listener.ack-time=1h",
                "spring.kafka.listener.ack-count=1000000")) {
            IntStream.range(0, COUNT).forEach(i -> TestBroker.send(topic, (i % 3 == 0 ? "bad " : "good ") + i));
            TestApp.eventually(() -> {
                assertThat(TestBroker.count(topic + "-g-dlt")).isEqualTo(COUNT / 3);
                assertThat(app.journal().all()).hasSize(COUNT + 2 * COUNT / 3);
            });

            // when
            app.bean(KafkaListenerEndpointRegistry.class).stop();

            // then
            assertThat(TestBroker.committed("g", topic)).isEqualTo(TestBroker.ends(List.of(topic)));
            assertThat(TestBroker.committed("g-retry", topic + "-g-retry-1"))
                    .isEqualTo(TestBroker.ends(List.of(topic + "-g-retry-1")));
            app.verify();
        }
    }

    @Test
    void worksWithAnInterceptorThatReplacesAndSkipsRecords() {
        // given
        TestBroker.createTopic("intercepted", 1);
        try (TestApp app = TestApp.start(List.of(Listener.class, Interceptor.class), "topic=intercepted")) {
            // when
            List.of("good", "skip", "bad", "refuse", "good again")
                    .forEach(value -> TestBroker.send("intercepted", value));

            // then
            TestApp.eventually(() -> {
                assertThat(TestBroker.count("intercepted-g-dlt")).isEqualTo(2);
                assertThat(app.journal().hasEnded("GOOD AGAIN")).isTrue();
            });
            assertThat(app.journal().all())
                    .extracting(each -> each.value() + " " + each.attempt())
                    .containsExactlyInAnyOrder("GOOD 1", "BAD 1", "BAD 2", "BAD 3", "GOOD AGAIN 1");
            assertThat(TestBroker.readAll("intercepted-g-dlt"))
                    .extracting(dead -> new String(dead.value(), StandardCharsets.UTF_8))
                    .as("what was consumed, not what the interceptor made of it")
                    .containsExactlyInAnyOrder("bad", "refuse");
            app.verify();
        }
    }

    @Test
    void losesNothingWhenAnInterceptorFailsBetweenTwoRecords() {
        // given
        TestBroker.createTopic("tripping", 1);
        List<String> values = Stream.concat(
                        Stream.of("good", "trip"), IntStream.range(0, COUNT).mapToObj(i -> "behind " + i))
                .toList();
        values.forEach(value -> TestBroker.send("tripping", value));

        // when
        try (TestApp app = TestApp.start(List.of(Listener.class, Interceptor.class), "topic=tripping")) {
            // then
            TestApp.eventually(() -> assertThat(values)
                    .allSatisfy(value -> assertThat(app.journal().hasEnded(value.toUpperCase(Locale.ROOT)))
                            .as(value + " was processed")
                            .isTrue()));
            app.verify();
        }
    }

    @Test
    void deliversARecordAgainThatTheListenerDoesNotWantYetBeforeThoseBehindIt() {
        // given
        TestBroker.createTopic("not-yet", 1);
        List<String> values = IntStream.range(0, COUNT)
                .mapToObj(i -> (i % 3 == 0 ? "bad " : "good ") + i)
                .toList();
        values.forEach(value -> TestBroker.send("not-yet", value));

        // when
        try (TestApp app = TestApp.start(Hesitating.class, "spring.kafka.listener.ack-mode=manual")) {
            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("not-yet-g-dlt")).isEqualTo(COUNT / 3));
            assertThat(app.bean(Hesitating.class).refused)
                    .as("records that were refused once, on the main topic and on the retry topic")
                    .hasSize(2);
            values.forEach(value -> assertThat(app.journal().of(value))
                    .as("deliveries of " + value)
                    .hasSize(value.startsWith("bad") ? 2 : 1));
            app.verify();
        }
    }

    /** Of objects, as Spring Boot applies an interceptor bean to listeners of any type. */
    static class Interceptor implements RecordInterceptor<Object, Object> {

        private final Journal journal;

        Interceptor(Journal journal) {
            this.journal = journal;
        }

        @Override
        public ConsumerRecord<Object, Object> intercept(
                ConsumerRecord<Object, Object> record, Consumer<Object, Object> consumer) {
            String value = record.value().toString();
            if (value.equals("skip")) {
                journal.ended(record);
                return null;
            }
            if (value.equals("refuse")) {
                throw new IllegalArgumentException("refused");
            }
            return new ConsumerRecord<>(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.timestamp(),
                    record.timestampType(),
                    record.serializedKeySize(),
                    record.serializedValueSize(),
                    record.key(),
                    value.toUpperCase(Locale.ROOT),
                    record.headers(),
                    record.leaderEpoch());
        }

        @Override
        public void afterRecord(ConsumerRecord<Object, Object> record, Consumer<Object, Object> consumer) {
            if (record.value().toString().equals("trip")) {
                throw new IllegalStateException("tripped over what was done already");
            }
        }
    }

    static class Listener {

        private final Journal journal;

        Listener(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "mode", topics = "${topic}", groupId = "g")
        @KafkaRetry(attempts = "3", delay = "50ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(journal, record);
        }
    }

    static class Acknowledging {

        private final Journal journal;

        Acknowledging(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "mode", topics = "${topic}", groupId = "g")
        @KafkaRetry(attempts = "3", delay = "50ms")
        void listen(ConsumerRecord<String, String> record, Acknowledgment acknowledgment) throws Exception {
            failOnBad(journal, record);
            acknowledgment.acknowledge();
        }
    }

    static class Hesitating {

        private final Journal journal;
        private final Set<String> refused = ConcurrentHashMap.newKeySet();

        Hesitating(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "not-yet", topics = "not-yet", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "200ms")
        void listen(ConsumerRecord<String, String> record, Acknowledgment acknowledgment) throws Exception {
            if (record.value().equals("bad 30") && refused.add(record.topic())) {
                acknowledgment.nack(Duration.ofMillis(100));
                return;
            }
            failOnBad(journal, record);
            acknowledgment.acknowledge();
        }
    }

    private static void failOnBad(Journal journal, ConsumerRecord<String, String> record) throws Exception {
        journal.deliver(record, () -> {
            if (record.value().toLowerCase(Locale.ROOT).startsWith("bad")) {
                throw new IllegalStateException("no good");
            }
        });
    }
}
