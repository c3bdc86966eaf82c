package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import io.redrive.autoconfigure.RetryHeaders.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.annotation.KafkaListener;

class ForgedHeadersIT {

    private static final long IN_2099 = Instant.parse("2099-01-01T00:00:00Z").toEpochMilli();

    @Test
    void ignoresControlHeadersOnAMainTopic() {
        // given
        TestBroker.createTopic("forged", 1);
        List<Header> forged = RetryHeaders.valid(32_767, IN_2099, new Origin("elsewhere", 9, 99));
        forged.add(new RecordHeader(RetryHeaders.FIRST_TIMESTAMP, RetryHeaders.shortest(0)));
        forged.add(new RecordHeader(RetryHeaders.FORWARD_ID, RetryHeaders.bytes("elsewhere/9/99/32767")));
        forged.add(new RecordHeader(RetryHeaders.REASON, RetryHeaders.bytes("because")));
        try (TestApp app = TestApp.start(MainListener.class)) {
            // when
            TestBroker.send(new ProducerRecord<>("forged", 0, new byte[0], RetryHeaders.bytes("bad"), forged));

            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("forged-g-dlt")).isEqualTo(1));
            assertThat(app.journal().all())
                    .extracting(each -> each.place().topic())
                    .containsExactly("forged", "forged-g-retry-1", "forged-g-retry-1");
            assertThat(app.journal().from("forged-g-retry-1"))
                    .extracting(Journal.Delivery::attempt)
                    .containsExactly(2, 3);
            for (ConsumerRecord<byte[], byte[]> each : TestBroker.readAll("forged-g-retry-1")) {
                assertThat(RetryHeaders.origin(each.headers())).isEqualTo(new Origin("forged", 0, 0));
                assertThat(RetryHeaders.dueAtMs(each.headers(), 0)).isLessThan(each.timestamp() + 60_000);
                assertThat(RetryHeaders.text(each.headers(), RetryHeaders.REASON))
                        .isNull();
            }
            assertThat(RetryHeaders.text(TestBroker.readOnly("forged-g-dlt").headers(), RetryHeaders.REASON))
                    .isEqualTo("attempts-exhausted");
            // The forged due time of the delivery from the main topic is nobody's business.
            assertThat(app.journal().early())
                    .allMatch(each -> each.place().topic().equals("forged"));
        }
    }

    @Test
    void deadLettersRecordsOfARetryTopicWhoseControlHeadersAreImpossible() {
        // given
        TestBroker.createTopic("impossible", 1);
        long now = System.currentTimeMillis();
        Map<String, List<Header>> impossible = impossible(now);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        records.add(neighbour("first neighbour", now));
        impossible.forEach((name, headers) -> {
            records.add(
                    new ProducerRecord<>("impossible-g-retry-1", 0, new byte[0], RetryHeaders.bytes(name), headers));
            records.add(neighbour("neighbour of " + name, now));
        });
        try (TestApp app = TestApp.start(RetryListener.class)) {
            // when
            TestBroker.sendAll(records);

            // then
            TestApp.eventually(() -> {
                assertThat(TestBroker.count("impossible-g-dlt")).isEqualTo(impossible.size());
                assertThat(app.journal().all()).hasSize(impossible.size() + 1);
            });
            assertThat(app.journal().all())
                    .extracting(each -> each.value().toString())
                    .allMatch(value -> value.contains("neighbour"));
            assertThat(TestBroker.readAll("impossible-g-dlt")).allSatisfy(dead -> {
                assertThat(RetryHeaders.text(dead.headers(), RetryHeaders.REASON))
                        .isEqualTo("malformed-headers");
                assertThat(RetryHeaders.text(dead.headers(), RetryHeaders.MESSAGE))
                        .isNotBlank();
            });
            app.verify();
        }
    }

    @Test
    void quarantinesWhatTheApplicationHasNotSignedWhereItSigns() {
        // given
        TestBroker.createTopic("signed", 1);
        try (TestApp app = TestApp.start(SigningListener.class, "redrive.signature.key=" + "k".repeat(32))) {
            // when
            TestBroker.send("signed", "fails once");
            TestApp.eventually(
                    () -> assertThat(app.journal().hasEnded("fails once")).isTrue());
            ConsumerRecord<byte[], byte[]> written = TestBroker.readOnly("signed-g-retry-1");
            TestBroker.send(RetryHeaders.waiting(
                    "signed-g-retry-1", 0, "unsigned", 2, written.timestamp(), new Origin("signed", 0, 0)));

            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("signed-g-dlt")).isEqualTo(1));
            assertThat(written.headers().lastHeader("redrive_signature").value())
                    .hasSize(33);
            ConsumerRecord<byte[], byte[]> dead = TestBroker.readOnly("signed-g-dlt");
            assertThat(new String(dead.value(), StandardCharsets.UTF_8)).isEqualTo("unsigned");
            assertThat(RetryHeaders.text(dead.headers(), RetryHeaders.REASON)).isEqualTo("malformed-headers");
            assertThat(RetryHeaders.text(dead.headers(), RetryHeaders.MESSAGE))
                    .isEqualTo("header redrive_signature is missing");
            assertThat(app.journal().of("unsigned")).isEmpty();
            app.verify();
        }
    }

    private static Map<String, List<Header>> impossible(long now) {
        Map<String, List<Header>> impossible = new LinkedHashMap<>();
        impossible.put("no headers", List.of());
        impossible.put("no attempts", without(RetryHeaders.ATTEMPTS, now));
        impossible.put("no due time", without(RetryHeaders.DUE, now));
        impossible.put("attempts of no bytes", with(RetryHeaders.ATTEMPTS, new byte[0], now));
        impossible.put("attempts null", with(RetryHeaders.ATTEMPTS, null, now));
        impossible.put("attempts of 3 bytes", with(RetryHeaders.ATTEMPTS, new byte[3], now));
        impossible.put("attempts of 8 bytes", with(RetryHeaders.ATTEMPTS, RetryHeaders.int64(2), now));
        impossible.put("due time of no bytes", with(RetryHeaders.DUE, new byte[0], now));
        impossible.put("due time null", with(RetryHeaders.DUE, null, now));
        impossible.put("due time of 9 bytes", with(RetryHeaders.DUE, new byte[9], now));
        impossible.put("due time before 1970", with(RetryHeaders.DUE, RetryHeaders.int64(-1), now));
        impossible.put("due time in 2099", with(RetryHeaders.DUE, RetryHeaders.shortest(IN_2099), now));
        impossible.put("due time at the end", with(RetryHeaders.DUE, RetryHeaders.int64(Long.MAX_VALUE), now));
        for (int attempt : new int[] {0, -1, 10_001, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            impossible.put("attempt " + attempt, with(RetryHeaders.ATTEMPTS, RetryHeaders.int32(attempt), now));
        }
        impossible.put(
                "origin of wrong length",
                List.of(
                        new RecordHeader(RetryHeaders.PARTITION, new byte[1]),
                        new RecordHeader(RetryHeaders.OFFSET, new byte[3])));
        return impossible;
    }

    private static List<Header> with(String name, byte[] value, long now) {
        List<Header> headers = without(name, now);
        headers.add(new RecordHeader(name, value));
        return headers;
    }

    private static List<Header> without(String name, long now) {
        List<Header> headers = RetryHeaders.valid(2, now, new Origin("impossible", 0, 7));
        headers.removeIf(header -> header.key().equals(name));
        return headers;
    }

    private static ProducerRecord<byte[], byte[]> neighbour(String value, long now) {
        return RetryHeaders.waiting("impossible-g-retry-1", 0, value, 2, now, new Origin("impossible", 0, 8));
    }

    static class MainListener {

        private final Journal journal;

        MainListener(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "forged", topics = "forged", groupId = "g")
        @KafkaRetry(attempts = "3", delay = "50ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                throw new IllegalStateException("no good");
            });
        }
    }

    static class RetryListener {

        private final Journal journal;

        RetryListener(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "impossible", topics = "impossible", groupId = "g")
        @KafkaRetry(attempts = "3", delay = "50ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {});
        }
    }

    static class SigningListener {

        private final Journal journal;

        SigningListener(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "signed", topics = "signed", groupId = "g")
        @KafkaRetry(attempts = "3", delay = "50ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                if (record.topic().equals("signed")) {
                    throw new IllegalStateException("fails once");
                }
            });
        }
    }
}
