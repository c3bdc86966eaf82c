package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.annotation.KafkaListener;

class PayloadIT {

    private static final String BYTES = "org.apache.kafka.common.serialization.ByteArrayDeserializer";
    private static final String JSON = "org.springframework.kafka.support.serializer.JsonDeserializer";

    @Test
    void carriesKeyValueAndHeadersToRetryAndDeadLetterTopicUnchanged() {
        // given
        List.of("strings", "binary", "json").forEach(topic -> TestBroker.createTopic(topic, 1));
        List<ProducerRecord<byte[], byte[]>> records = records();
        try (TestApp app = TestApp.start(Listeners.class)) {
            // when
            TestBroker.sendAll(records);

            // then
            for (String topic : List.of("strings", "binary", "json")) {
                long count = records.stream()
                        .filter(each -> each.topic().equals(topic))
                        .count();
                TestApp.eventually(
                        () -> assertThat(TestBroker.count(topic + "-g-dlt")).isEqualTo(count));
                assertThat(contents(topic + "-g-retry-1")).isEqualTo(contents(topic));
                assertThat(contents(topic + "-g-dlt")).isEqualTo(contents(topic));
            }
            assertThat(app.journal().of(new Order("o-1", 17))).hasSize(2);
            app.verify();
        }
    }

    private static List<ProducerRecord<byte[], byte[]>> records() {
        byte[] random = new byte[10_000];
        new Random(3).nextBytes(random);
        byte[] invalidUtf8 = {(byte) 0xff, (byte) 0xc0, 0, (byte) 0x80, 'a'};
        List<Header> headers = List.of(
                new RecordHeader("twice", new byte[] {1}),
                new RecordHeader("nothing", (byte[]) null),
                new RecordHeader("empty", new byte[0]),
                new RecordHeader("twice", new byte[] {2}),
                new RecordHeader("", new byte[] {3}),
                new RecordHeader("retry_topic-of-mine", random),
                new RecordHeader("kafka_mine", invalidUtf8));
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        records.add(record("strings", RetryHeaders.bytes("key"), RetryHeaders.bytes("grüße ✓"), headers));
        records.add(record("strings", invalidUtf8, invalidUtf8, List.of()));
        records.add(record("strings", null, null, headers));
        records.add(record("strings", new byte[0], new byte[0], List.of()));
        records.add(record("binary", random, random, headers));
        records.add(record("binary", RetryHeaders.bytes("tombstone"), null, headers));
        records.add(record("binary", null, random, List.of()));
        records.add(record("binary", new byte[0], new byte[0], headers));
        records.add(record(
                "json",
                RetryHeaders.bytes("o-1"),
                RetryHeaders.bytes("{ \"amount\": 17,  \"id\": \"o-1\" }"),
                List.of(new RecordHeader("__TypeId__", RetryHeaders.bytes(Order.class.getName())))));
        records.add(record("json", RetryHeaders.bytes("o-2"), null, headers));
        return records;
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, byte[] key, byte[] value, List<Header> headers) {
        return new ProducerRecord<>(topic, 0, key, value, headers);
    }

    private static List<String> contents(String topic) {
        return TestBroker.readAll(topic).stream()
                .map(each -> RetryHeaders.hex(each.key()) + ": " + RetryHeaders.hex(each.value()) + " "
                        + RetryHeaders.users(each.headers()))
                .sorted()
                .toList();
    }

    record Order(String id, int amount) {}

    static class Listeners {

        private final Journal journal;

        Listeners(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "strings", topics = "strings", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "50ms")
        void strings(ConsumerRecord<String, String> record) throws Exception {
            fail(record);
        }

        @KafkaListener(
                id = "binary",
                topics = "binary",
                groupId = "g",
                properties = {"key.deserializer=" + BYTES, "value.deserializer=" + BYTES})
        @KafkaRetry(attempts = "2", delay = "50ms")
        void binary(ConsumerRecord<byte[], byte[]> record) throws Exception {
            fail(record);
        }

        @KafkaListener(
                id = "json",
                topics = "json",
                groupId = "g",
                properties = {"value.deserializer=" + JSON, "spring.json.trusted.packages=io.redrive.*"})
        @KafkaRetry(attempts = "2", delay = "50ms")
        void json(ConsumerRecord<String, Order> record) throws Exception {
            fail(record);
        }

        private void fail(ConsumerRecord<?, ?> record) throws Exception {
            journal.deliver(record, () -> {
                throw new IllegalStateException("no good");
            });
        }
    }
}
