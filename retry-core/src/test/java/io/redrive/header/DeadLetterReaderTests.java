package io.redrive.header;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.deadletter.DeadLetter;
import io.redrive.deadletter.DeadLetterAddress;
import io.redrive.deadletter.DeadLetterHeader;
import io.redrive.deadletter.DeadLetterOrigin;
import io.redrive.deadletter.FailedAttempt;
import io.redrive.deadletter.FailureCause;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DeadLetterReaderTests {

    private static final long T = 1_700_000_000_000L;
    private static final String TRACE =
            "x.Failure: no\n\tat java.util.A.a(A.java:1)\n\tat com.acme.Till.open(Till.java:2)";

    private final DeadLetterReader reader = new DeadLetterReader(new ApplicationFrames(List.of("com.acme")));

    @Test
    void readsThoseOfRetryTopics() {
        // given
        Headers headers = new RecordHeaders(RetryHeaderCodec.encode(
                new RecordHeaders().add("tenant", "a".getBytes(UTF_8)),
                new ControlHeaders.Valid(4, T, T - 9_000),
                new Origin("orders", 3, 4_711, T - 9_000, TimestampType.CREATE_TIME),
                "billing",
                new Diagnostics("w", "com.acme.Declined", "402", null)
                        .after("1 1699999992000 com.acme.Busy 503\n2 1699999995000 com.acme.Busy")
                        .at("com.acme.Till.open"),
                "attempts-exhausted",
                T - 8_000));

        // when
        DeadLetter letter = reader.read(dead(headers));

        // then
        assertThat(letter.address()).isEqualTo(new DeadLetterAddress("dlt", 1, 41));
        assertThat(letter.timestamp()).isEqualTo(Instant.ofEpochMilli(T));
        assertThat(letter.key()).isEqualTo("k".getBytes(UTF_8));
        assertThat(letter.value()).isEqualTo("v".getBytes(UTF_8));
        assertThat(letter.origin())
                .isEqualTo(new DeadLetterOrigin("orders", 3, 4_711L, Instant.ofEpochMilli(T - 9_000), "billing"));
        assertThat(letter.failure().cause()).isEqualTo(new FailureCause("com.acme.Declined", "com.acme.Till.open"));
        assertThat(letter.failure().message()).isEqualTo("402");
        assertThat(letter.failure().stackTrace()).isNull();
        assertThat(letter.failure().reason()).isEqualTo("attempts-exhausted");
        assertThat(letter.failure().attempts()).isEqualTo(3);
        assertThat(letter.failure().firstFailure()).isEqualTo(Instant.ofEpochMilli(T - 8_000));
        assertThat(letter.failure().earlier())
                .containsExactly(
                        new FailedAttempt(1, Instant.ofEpochMilli(T - 8_000), "com.acme.Busy", "503"),
                        new FailedAttempt(2, Instant.ofEpochMilli(T - 5_000), "com.acme.Busy", null));
        assertThat(letter.failure().writtenBy()).isEqualTo("retry-topics");
        assertThat(letter.headers())
                .contains(
                        new DeadLetterHeader("tenant", "a", false),
                        new DeadLetterHeader("kafka_original-partition", "3", true),
                        new DeadLetterHeader("kafka_original-offset", "4711", true),
                        new DeadLetterHeader("retry_topic-attempts", "4", true),
                        new DeadLetterHeader("redrive_first-failure", Long.toString(T - 8_000), true));
        assertThat(reader.cause(headers)).isEqualTo(letter.failure().cause());
    }

    @Test
    void findsTheFrameInTheStackTraceWhereNoneIsNamed() {
        Headers headers = new RecordHeaders(RetryHeaderCodec.encode(
                new RecordHeaders(),
                new ControlHeaders.Valid(2, T, T),
                new Origin("orders", 3, 4_711, T, TimestampType.CREATE_TIME),
                "billing",
                new Diagnostics("w", "x.Failure", "no", TRACE),
                null,
                null));

        assertThat(reader.cause(headers)).isEqualTo(new FailureCause("x.Failure", "com.acme.Till.open"));
    }

    @Test
    void readsThoseOfSpringKafkasRecoverer() {
        Headers headers = new RecordHeaders()
                .add("kafka_dlt-original-topic", "orders".getBytes(UTF_8))
                .add(
                        "kafka_dlt-original-partition",
                        ByteBuffer.allocate(4).putInt(7).array())
                .add(
                        "kafka_dlt-original-offset",
                        ByteBuffer.allocate(8).putLong(99).array())
                .add(
                        "kafka_dlt-original-timestamp",
                        ByteBuffer.allocate(8).putLong(T).array())
                .add("kafka_dlt-original-consumer-group", "billing".getBytes(UTF_8))
                .add("kafka_dlt-exception-fqcn", "org.springframework.Wrapper".getBytes(UTF_8))
                .add("kafka_dlt-exception-cause-fqcn", "com.acme.Declined".getBytes(UTF_8))
                .add("kafka_dlt-exception-message", "402".getBytes(UTF_8))
                .add("kafka_dlt-exception-stacktrace", TRACE.getBytes(UTF_8));

        DeadLetter letter = reader.read(dead(headers));

        assertThat(letter.origin())
                .isEqualTo(new DeadLetterOrigin("orders", 7, 99L, Instant.ofEpochMilli(T), "billing"));
        assertThat(letter.failure().cause()).isEqualTo(new FailureCause("com.acme.Declined", "com.acme.Till.open"));
        assertThat(letter.failure().stackTrace()).isEqualTo(TRACE);
        assertThat(letter.failure().writtenBy()).isEqualTo("spring-kafka");
    }

    @Test
    void readsThoseOfKafkaConnect() {
        Headers headers = new RecordHeaders()
                .add("__connect.errors.topic", "orders".getBytes(UTF_8))
                .add("__connect.errors.partition", "7".getBytes(UTF_8))
                .add("__connect.errors.offset", "12345678".getBytes(UTF_8))
                .add("__connect.errors.connector.name", "sink".getBytes(UTF_8))
                .add("__connect.errors.exception.class.name", "org.apache.kafka.connect.DataException".getBytes(UTF_8))
                .add("__connect.errors.exception.message", "no schema".getBytes(UTF_8));

        DeadLetter letter = reader.read(dead(headers));

        assertThat(letter.origin()).isEqualTo(new DeadLetterOrigin("orders", 7, 12_345_678L, null, "sink"));
        assertThat(letter.failure().cause())
                .isEqualTo(new FailureCause("org.apache.kafka.connect.DataException", null));
        assertThat(letter.failure().message()).isEqualTo("no schema");
        assertThat(letter.failure().writtenBy()).isEqualTo("kafka-connect");
    }

    @Test
    void readsThoseOfShareGroups() {
        Headers headers = new RecordHeaders()
                .add("__dlq.errors.topic", "orders".getBytes(UTF_8))
                .add("__dlq.errors.partition", ByteBuffer.allocate(4).putInt(7).array())
                .add("__dlq.errors.offset", "99".getBytes(UTF_8))
                .add("__dlq.errors.group", "sharers".getBytes(UTF_8))
                .add("__dlq.errors.delivery.count", "5".getBytes(UTF_8))
                .add("__dlq.errors.message", "too many deliveries".getBytes(UTF_8));

        DeadLetter letter = reader.read(dead(headers));

        assertThat(letter.origin()).isEqualTo(new DeadLetterOrigin("orders", 7, 99L, null, "sharers"));
        assertThat(letter.failure().cause()).isEqualTo(FailureCause.UNKNOWN);
        assertThat(letter.failure().attempts()).isEqualTo(5);
        assertThat(letter.failure().message()).isEqualTo("too many deliveries");
        assertThat(letter.failure().writtenBy()).isEqualTo("share-group");
    }

    @Test
    void readsThoseThatTellNothing() {
        DeadLetter letter = reader.read(dead(new RecordHeaders()));

        assertThat(letter.failure().cause()).isEqualTo(FailureCause.UNKNOWN);
        assertThat(letter.failure().writtenBy()).isEqualTo("unknown");
        assertThat(letter.origin()).isEqualTo(new DeadLetterOrigin(null, null, null, null, null));
    }

    @Test
    void throwsNothingOverWhatItReads() {
        Random random = new Random(2);
        List<String> names = List.of(
                "kafka_exception-fqcn",
                "kafka_original-partition",
                "kafka_original-offset",
                "kafka_original-timestamp",
                "kafka_exception-stacktrace",
                "retry_topic-attempts",
                "redrive_failure-frame",
                "redrive_earlier-failures",
                "__connect.errors.offset",
                "__dlq.errors.delivery.count");
        for (int round = 0; round < 5_000; round++) {
            RecordHeaders headers = new RecordHeaders();
            for (String name : names) {
                byte[] value = new byte[random.nextInt(30)];
                random.nextBytes(value);
                if (random.nextBoolean()) {
                    headers.add(name, random.nextInt(10) == 0 ? null : value);
                }
            }

            assertThat(reader.read(dead(headers)).failure().cause()).isEqualTo(reader.cause(headers));
        }
    }

    private static ConsumerRecord<byte[], byte[]> dead(Headers headers) {
        return new ConsumerRecord<>(
                "dlt",
                1,
                41,
                T,
                TimestampType.CREATE_TIME,
                1,
                1,
                "k".getBytes(UTF_8),
                "v".getBytes(UTF_8),
                headers,
                Optional.empty());
    }
}
