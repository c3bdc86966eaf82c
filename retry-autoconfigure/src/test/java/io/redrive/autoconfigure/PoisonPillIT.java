package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import io.redrive.autoconfigure.RetryHeaders.Origin;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.support.serializer.DeserializationException;

class PoisonPillIT {

    private static final String INTEGERS = "org.apache.kafka.common.serialization.IntegerDeserializer";
    private static final String JSON = "org.springframework.kafka.support.serializer.JsonDeserializer";
    private static final String HANDLING = "org.springframework.kafka.support.serializer.ErrorHandlingDeserializer";
    private static final String ORDERS = "spring.json.value.default.type=io.redrive.autoconfigure.PoisonPillIT$Order";

    @BeforeAll
    static void createTopics() {
        List.of("plain", "handling", "keys").forEach(topic -> TestBroker.createTopic(topic, 1));
    }

    @Test
    void sendsWhatCannotBeDeserializedToTheDeadLetterTopicAndGoesOn() {
        // given
        try (TestApp app = TestApp.start(Listeners.class)) {
            // when
            for (String topic : List.of("plain", "handling")) {
                TestBroker.send(topic, "{\"id\":\"before " + topic + "\"}");
                TestBroker.send(topic, "{\"id\": broken");
                TestBroker.send(topic, "{\"id\":\"behind " + topic + "\"}");
            }
            TestBroker.send(new ProducerRecord<>("keys", 0, new byte[] {1, 2}, RetryHeaders.bytes("bad key")));
            TestBroker.send(new ProducerRecord<>("keys", 0, RetryHeaders.int32(7), RetryHeaders.bytes("good key")));

            // then
            TestApp.eventually(() -> assertThat(app.journal().all())
                    .extracting(Journal.Delivery::value)
                    .contains(
                            new Order("before plain"),
                            new Order("behind plain"),
                            new Order("before handling"),
                            new Order("behind handling"),
                            "good key"));
            assertDead("plain-g-dlt", "{\"id\": broken", "undeserializable");
            assertDead("handling-g-dlt", "{\"id\": broken", "fatal-exception");
            assertDead("keys-g-dlt", "bad key", "undeserializable");
            assertThat(RetryHeaders.text(TestBroker.readOnly("handling-g-dlt").headers(), RetryHeaders.CAUSE))
                    .isEqualTo(DeserializationException.class.getName());
            assertThat(TestBroker.readOnly("keys-g-dlt").key()).containsExactly(1, 2);
            assertThat(TestBroker.count("plain-g-retry-1")).isZero();
            assertThat(TestBroker.count("handling-g-retry-1")).isZero();
            app.verify();
        }
    }

    @Test
    void sendsWhatCannotBeDeserializedOnARetryTopicToTheDeadLetterTopicAndGoesOn() {
        // given
        TestBroker.createTopic("waiting", 1);
        try (TestApp app = TestApp.start(Waiting.class)) {
            long now = System.currentTimeMillis();

            // when
            TestBroker.sendAll(List.of(
                    waiting("{\"id\":\"before\"}", now, 1),
                    waiting("{\"id\": broken", now, 2),
                    waiting("{\"id\":\"behind\"}", now, 3)));

            // then
            TestApp.eventually(() -> assertThat(app.journal().all())
                    .extracting(Journal.Delivery::value)
                    .containsExactly(new Order("before"), new Order("behind")));
            assertDead("waiting-g-dlt", "{\"id\": broken", "undeserializable");
            app.verify();
        }
    }

    private static ProducerRecord<byte[], byte[]> waiting(String value, long dueAtMs, long offset) {
        return RetryHeaders.waiting("waiting-g-retry-1", 0, value, 2, dueAtMs, new Origin("waiting", 0, offset));
    }

    private static void assertDead(String topic, String value, String reason) {
        TestApp.eventually(() -> assertThat(TestBroker.count(topic)).isEqualTo(1));
        ConsumerRecord<byte[], byte[]> dead = TestBroker.readOnly(topic);
        assertThat(dead.value()).isEqualTo(RetryHeaders.bytes(value));
        assertThat(RetryHeaders.text(dead.headers(), RetryHeaders.REASON)).isEqualTo(reason);
        assertThat(RetryHeaders.text(dead.headers(), RetryHeaders.EXCEPTION)).isNotBlank();
        assertThat(RetryHeaders.text(dead.headers(), RetryHeaders.MESSAGE)).isNotBlank();
        assertThat(RetryHeaders.users(dead.headers())).isEmpty();
    }

    record Order(String id) {}

    static class Listeners {

        private final Journal journal;

        Listeners(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(
                id = "plain",
                topics = "plain",
                groupId = "g",
                properties = {"value.deserializer=" + JSON, ORDERS})
        @KafkaRetry(attempts = "3", delay = "50ms")
        void plain(ConsumerRecord<String, Order> record) throws Exception {
            journal.deliver(record, () -> {});
        }

        @KafkaListener(
                id = "handling",
                topics = "handling",
                groupId = "g",
                properties = {
                    "value.deserializer=" + HANDLING,
                    "spring.deserializer.value.delegate.class=" + JSON,
                    ORDERS
                })
        @KafkaRetry(attempts = "3", delay = "50ms")
        void handling(ConsumerRecord<String, Order> record) throws Exception {
            journal.deliver(record, () -> {});
        }

        @KafkaListener(id = "keys", topics = "keys", groupId = "g", properties = "key.deserializer=" + INTEGERS)
        @KafkaRetry(attempts = "3", delay = "50ms")
        void keys(ConsumerRecord<Integer, String> record) throws Exception {
            journal.deliver(record, () -> {});
        }
    }

    static class Waiting {

        private final Journal journal;

        Waiting(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(
                id = "waiting",
                topics = "waiting",
                groupId = "g",
                properties = {"value.deserializer=" + JSON, ORDERS})
        @KafkaRetry(attempts = "3", delay = "50ms")
        void listen(ConsumerRecord<String, Order> record) throws Exception {
            journal.deliver(record, () -> {});
        }
    }
}
