package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.redrive.KafkaRetry;
import io.redrive.autoconfigure.RetryHeaders.Origin;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;

/** Hundreds of hostile records at once, on main, retry and dead-letter topics of one running application. */
class HostileInputIT {

    private static final long YEAR_9999 = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();
    private static final String MARK = "hostile.fired";
    private static final String SPEL = "#{T(java.lang.System).setProperty('" + MARK + "','x')}";
    private static final String FORGED = "a\r\n2026-01-01 ERROR forged \u001b[2J";
    private static final List<String> TEXTS = List.of(
            "",
            "hostile",
            "hostile-elsewhere",
            "a/b",
            "..",
            "__consumer_offsets",
            SPEL,
            "${user.home}",
            FORGED,
            "x".repeat(300));
    private static final List<byte[]> NUMBERS = List.of(
            RetryHeaders.int32(0),
            RetryHeaders.int32(-1),
            RetryHeaders.int32(Integer.MAX_VALUE),
            RetryHeaders.shortest(YEAR_9999),
            RetryHeaders.int64(YEAR_9999),
            RetryHeaders.int64(-1),
            RetryHeaders.int64(Long.MIN_VALUE),
            RetryHeaders.int64(Long.MAX_VALUE),
            new byte[3],
            new byte[9]);
    private static final List<String> NUMERIC = List.of(
            RetryHeaders.ATTEMPTS,
            RetryHeaders.DUE,
            RetryHeaders.FIRST_TIMESTAMP,
            RetryHeaders.PARTITION,
            RetryHeaders.OFFSET,
            RetryHeaders.TIMESTAMP,
            RetryHeaders.FIRST_FAILURE);
    private static final List<String> TEXTUAL = List.of(
            RetryHeaders.TOPIC,
            RetryHeaders.TIMESTAMP_TYPE,
            RetryHeaders.GROUP,
            RetryHeaders.EXCEPTION,
            RetryHeaders.CAUSE,
            RetryHeaders.MESSAGE,
            RetryHeaders.FORWARD_ID,
            RetryHeaders.REASON,
            RetryHeaders.PACKED,
            "redrive_signature",
            "kafka_replyTopic",
            "kafka_deliveryAttempt",
            "spring_json_header_types",
            "__TypeId__",
            "traceparent",
            FORGED);

    @Test
    void everyRecordEndsAndEveryNeighbourIsProcessed() {
        // given
        TestBroker.createTopic("hostile", 2);
        TestBroker.createTopic("hostile-mapped", 1);
        TestBroker.createTopic("hostile-elsewhere", 1);
        List<List<Header>> cases = cases();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger("io.redrive");
        log.start();
        try (TestApp app = TestApp.start(List.of(Raw.class, Mapped.class))) {
            logger.addAppender(log);
            Set<String> topics = TestBroker.topics();
            Raw raw = app.bean(Raw.class);
            Mapped mapped = app.bean(Mapped.class);

            // when
            List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (int i = 0; i < cases.size(); i++) {
                records.add(record("hostile", i, "bad main " + i, cases.get(i)));
                records.add(record("hostile", i, "good main " + i, List.of()));
                records.add(record("hostile-g-retry-1", i, "retry " + i, cases.get(i)));
                records.add(record("hostile-g-retry-1", i, "good retry " + i, waiting(i)));
                records.add(record("hostile-g-dlt", i, "dead " + i, cases.get(i)));
                records.add(record("hostile-mapped", 0, "mapped " + i, cases.get(i)));
                records.add(record("hostile-mapped", 0, "good mapped " + i, List.of()));
            }
            TestBroker.sendAll(records);
            RawProducer.send("hostile", 0, "bad main raw", waiting(0));
            RawProducer.send("hostile-g-retry-1", 0, "retry raw", waiting(0));
            RawProducer.send("hostile-g-dlt", 0, "dead raw", waiting(0));

            // then
            TestApp.eventually(() -> {
                assertThat(raw.processed).containsAll(named("good main ", cases.size()));
                assertThat(raw.processed).containsAll(named("good retry ", cases.size()));
                assertThat(raw.dead.keySet()).containsAll(named("bad main ", cases.size()));
                assertThat(raw.dead.keySet()).containsAll(named("dead ", cases.size()));
                assertThat(ended(raw.processed, raw.dead)).containsAll(named("retry ", cases.size()));
                assertThat(mapped.processed).containsAll(named("good mapped ", cases.size()));
                assertThat(ended(mapped.processed, mapped.dead)).containsAll(named("mapped ", cases.size()));
                assertThat(raw.dead.keySet()).contains("bad main raw", "dead raw");
                assertThat(raw.processed).contains("retry raw");
            });
            app.watch().verifySettled();
            assertThat(raw.dead).allSatisfy((value, reason) -> {
                if (value.startsWith("bad main ")) {
                    assertThat(reason).isEqualTo("attempts-exhausted");
                } else if (value.startsWith("retry ")) {
                    assertThat(reason).isEqualTo("malformed-headers");
                }
            });
            assertThat(raw.deliveries.get("bad main 0")).isEqualTo(2);
            assertThat(quarantined(raw, cases)).containsAll(impossible(cases));
            assertThat(app.containerIds()).allMatch(id -> app.container(id).isRunning());
            assertThat(TestBroker.topics()).isEqualTo(topics);
            assertThat(TestBroker.count("hostile-elsewhere")).isZero();
            assertThat(System.getProperty(MARK)).isNull();
            assertThat(List.copyOf(log.list))
                    .isNotEmpty()
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
        } finally {
            logger.detachAppender(log);
        }
    }

    /** Which of the cases are told to be impossible, whatever else the record says. */
    private static List<Integer> impossible(List<List<Header>> cases) {
        List<Integer> impossible = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            Header last = cases.get(i).get(cases.get(i).size() - 1);
            if (last.key().equals(RetryHeaders.ATTEMPTS)
                    || (last.key().equals(RetryHeaders.DUE) && isImpossibleTime(last.value()))) {
                impossible.add(i);
            }
        }
        return impossible;
    }

    /** Before 1970, far ahead, or no number at all. */
    private static boolean isImpossibleTime(byte[] value) {
        if (value == null || value.length == 0 || value.length > Long.BYTES) {
            return true;
        }
        long time = new BigInteger(value).longValue();
        return time < 0 || time >= YEAR_9999;
    }

    private static List<Integer> quarantined(Raw raw, List<List<Header>> cases) {
        List<Integer> quarantined = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            if ("malformed-headers".equals(raw.dead.get("retry " + i))) {
                quarantined.add(i);
            }
        }
        return quarantined;
    }

    private static Set<String> ended(Set<String> processed, Map<String, String> dead) {
        Set<String> ended = ConcurrentHashMap.newKeySet();
        ended.addAll(processed);
        ended.addAll(dead.keySet());
        return ended;
    }

    private static List<String> named(String name, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(name + i);
        }
        return names;
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, int i, String value, List<Header> headers) {
        return new ProducerRecord<>(
                topic,
                topic.endsWith("mapped") ? 0 : i % 2,
                RetryHeaders.bytes(SPEL + FORGED),
                RetryHeaders.bytes(value),
                headers);
    }

    /** Headers of a record that is due at once, the last of which is what is hostile. */
    private static List<List<Header>> cases() {
        List<List<Header>> cases = new ArrayList<>();
        for (String name : NUMERIC) {
            NUMBERS.forEach(value -> cases.add(with(name, value)));
        }
        for (String name : TEXTUAL) {
            TEXTS.forEach(text -> cases.add(with(name, RetryHeaders.bytes(text))));
            cases.add(with(name, new byte[] {(byte) 0xC3, (byte) 0x28, (byte) 0xFF}));
        }
        for (String name : NUMERIC) {
            cases.add(with(name, null));
        }
        TEXTUAL.forEach(name -> cases.add(with(name, null)));
        for (String name : List.of(RetryHeaders.ATTEMPTS, RetryHeaders.FORWARD_ID, "user", FORGED)) {
            List<Header> many = waiting(1);
            many.addAll(Collections.nCopies(10_000, new RecordHeader(name, new byte[0])));
            cases.add(many);
        }
        for (String name : List.of(RetryHeaders.TOPIC, RetryHeaders.MESSAGE, RetryHeaders.PACKED, "user")) {
            cases.add(with(name, large()));
        }
        List<Header> longName = waiting(1);
        longName.add(new RecordHeader("x".repeat(900_000), new byte[0]));
        cases.add(longName);
        return cases;
    }

    /** As a packed header, one that repeats itself as often as there is room. */
    private static byte[] large() {
        byte[] large = new byte[900_000];
        large[0] = 1;
        return large;
    }

    private static List<Header> with(String name, byte[] value) {
        List<Header> headers = waiting(1);
        headers.add(new RecordHeader(name, value));
        return headers;
    }

    private static List<Header> waiting(int i) {
        return RetryHeaders.valid(2, System.currentTimeMillis(), new Origin("hostile", 0, i));
    }

    static class Raw {

        private final Set<String> processed = ConcurrentHashMap.newKeySet();
        private final Map<String, String> dead = new ConcurrentHashMap<>();
        private final Map<String, Integer> deliveries = new ConcurrentHashMap<>();

        @KafkaListener(id = "hostile", topics = "hostile", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "50ms")
        void listen(ConsumerRecord<String, String> record) {
            deliveries.merge(record.value(), 1, Integer::sum);
            if (record.value().startsWith("bad")) {
                throw new IllegalStateException(FORGED + record.key());
            }
            processed.add(record.value());
        }

        @DltHandler
        void dead(ConsumerRecord<String, String> record) {
            Header reason = record.headers().lastHeader(RetryHeaders.REASON);
            dead.put(
                    record.value(),
                    reason == null || reason.value() == null
                            ? "none"
                            : RetryHeaders.text(record.headers(), RetryHeaders.REASON));
        }
    }

    static class Mapped {

        private final Set<String> processed = ConcurrentHashMap.newKeySet();
        private final Map<String, String> dead = new ConcurrentHashMap<>();

        @KafkaListener(id = "hostile-mapped", topics = "hostile-mapped", groupId = "g-mapped")
        @KafkaRetry(attempts = "2", delay = "50ms")
        void listen(@Payload String value, @Headers Map<String, Object> headers) {
            processed.add(value);
        }

        @DltHandler
        void dead(ConsumerRecord<String, String> record) {
            dead.put(record.value(), "dead");
        }
    }
}
