package io.redrive.header;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.kafka.retrytopic.RetryTopicHeaders;
import org.springframework.kafka.support.KafkaHeaders;

class RetryHeaderCodecTests {

    private static final long FIRST = 1_700_000_000_000L;
    private static final long DUE = 1_700_000_060_000L;
    private static final long TIMESTAMP = 1_699_999_999_999L;
    private static final Origin ORIGIN = new Origin("orders", 3, 4_711, FIRST, TimestampType.CREATE_TIME);
    private static final Diagnostics DIAGNOSTICS =
            new Diagnostics("a.Wrapper", "b.Failure", "müde", "b.Failure\n\tat x");

    @Test
    void namesAreThoseOfSpringKafka() {
        assertThat(HeaderNames.ATTEMPTS).isEqualTo(RetryTopicHeaders.DEFAULT_HEADER_ATTEMPTS);
        assertThat(HeaderNames.DUE_TIME).isEqualTo(RetryTopicHeaders.DEFAULT_HEADER_BACKOFF_TIMESTAMP);
        assertThat(HeaderNames.FIRST_TIMESTAMP).isEqualTo(RetryTopicHeaders.DEFAULT_HEADER_ORIGINAL_TIMESTAMP);
        assertThat(HeaderNames.ORIGINAL_TOPIC).isEqualTo(KafkaHeaders.ORIGINAL_TOPIC);
        assertThat(HeaderNames.ORIGINAL_PARTITION).isEqualTo(KafkaHeaders.ORIGINAL_PARTITION);
        assertThat(HeaderNames.ORIGINAL_OFFSET).isEqualTo(KafkaHeaders.ORIGINAL_OFFSET);
        assertThat(HeaderNames.ORIGINAL_TIMESTAMP).isEqualTo(KafkaHeaders.ORIGINAL_TIMESTAMP);
        assertThat(HeaderNames.ORIGINAL_TIMESTAMP_TYPE).isEqualTo(KafkaHeaders.ORIGINAL_TIMESTAMP_TYPE);
        assertThat(HeaderNames.ORIGINAL_GROUP).isEqualTo(KafkaHeaders.ORIGINAL_CONSUMER_GROUP);
        assertThat(HeaderNames.EXCEPTION).isEqualTo(KafkaHeaders.EXCEPTION_FQCN);
        assertThat(HeaderNames.EXCEPTION_CAUSE).isEqualTo(KafkaHeaders.EXCEPTION_CAUSE_FQCN);
        assertThat(HeaderNames.EXCEPTION_MESSAGE).isEqualTo(KafkaHeaders.EXCEPTION_MESSAGE);
        assertThat(HeaderNames.EXCEPTION_STACK_TRACE).isEqualTo(KafkaHeaders.EXCEPTION_STACKTRACE);
        assertThat(Stream.of(
                        KafkaHeaders.KEY_EXCEPTION_FQCN,
                        KafkaHeaders.KEY_EXCEPTION_MESSAGE,
                        KafkaHeaders.KEY_EXCEPTION_STACKTRACE))
                .allMatch(HeaderNames::isOwn);
    }

    @Test
    void headersOfADeadLetterHaveTheseBytes() {
        List<Header> headers = RetryHeaderCodec.encode(
                new RecordHeaders(),
                new ControlHeaders.Valid(5, DUE, FIRST),
                ORIGIN,
                "billing",
                DIAGNOSTICS,
                "attempts-exhausted",
                null);

        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("kafka_original-topic", hex("orders"));
        expected.put("kafka_original-partition", "00000003");
        expected.put("kafka_original-offset", "0000000000001267");
        expected.put("kafka_original-timestamp", "0000018bcfe56800");
        expected.put("kafka_original-timestamp-type", hex("CreateTime"));
        expected.put("kafka_dlt-original-consumer-group", hex("billing"));
        expected.put("kafka_exception-fqcn", hex("a.Wrapper"));
        expected.put("kafka_exception-cause-fqcn", hex("b.Failure"));
        expected.put("kafka_exception-message", "6dc3bc6465");
        expected.put("kafka_exception-stacktrace", hex("b.Failure\n\tat x"));
        expected.put("retry_topic-original-timestamp", "018bcfe56800");
        expected.put("retry_topic-attempts", "00000005");
        expected.put("retry_topic-backoff-timestamp", "018bcfe65260");
        expected.put("redrive_forward-id", hex("orders/3/4711/5"));
        expected.put("redrive_dead-letter-reason", hex("attempts-exhausted"));
        assertThat(asHex(headers)).containsExactlyEntriesOf(expected);
    }

    @Test
    void frameAndEarlierFailuresHaveTheseBytes() {
        List<Header> headers = RetryHeaderCodec.encode(
                new RecordHeaders(),
                new ControlHeaders.Valid(3, DUE, FIRST),
                ORIGIN,
                "billing",
                new Diagnostics("w", "c", null, null)
                        .after("1 1700000000000 b.Failure müde")
                        .at("com.acme.Till.open"),
                "attempts-exhausted",
                null);

        assertThat(asHex(headers))
                .containsEntry("redrive_earlier-failures", hex("1 1700000000000 b.Failure müde"))
                .containsEntry("redrive_failure-frame", hex("com.acme.Till.open"));
        assertThat(asHex(headers).keySet())
                .endsWith("redrive_forward-id", "redrive_failure-frame", "redrive_dead-letter-reason");
    }

    @Test
    void headersOfARetryWithoutDiagnosticsAreTheseOnly() {
        List<Header> headers = RetryHeaderCodec.encode(
                new RecordHeaders(), new ControlHeaders.Valid(2, DUE, FIRST), ORIGIN, "billing", null, null, null);

        assertThat(headers)
                .extracting(Header::key)
                .containsExactly(
                        "kafka_original-topic",
                        "kafka_original-partition",
                        "kafka_original-offset",
                        "kafka_original-timestamp",
                        "kafka_original-timestamp-type",
                        "kafka_dlt-original-consumer-group",
                        "retry_topic-original-timestamp",
                        "retry_topic-attempts",
                        "retry_topic-backoff-timestamp",
                        "redrive_forward-id");
    }

    @Test
    void missingMessageAndStackTraceAreLeftOut() {
        List<Header> headers = RetryHeaderCodec.encode(
                new RecordHeaders(),
                new ControlHeaders.Valid(2, DUE, FIRST),
                ORIGIN,
                "billing",
                DIAGNOSTICS.shortened(),
                null,
                null);

        assertThat(asHex(headers))
                .containsKeys(HeaderNames.EXCEPTION, HeaderNames.EXCEPTION_CAUSE)
                .doesNotContainKeys(HeaderNames.EXCEPTION_MESSAGE, HeaderNames.EXCEPTION_STACK_TRACE);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 127, 128, 255, 256, FIRST, Long.MAX_VALUE, -1, -129, Long.MIN_VALUE})
    void timesAreWrittenAsSpringKafkaWritesThemAndReadBack(long time) {
        Headers written = headers(RetryHeaderCodec.encode(
                new RecordHeaders(), new ControlHeaders.Valid(2, time, time), ORIGIN, "g", null, null, null));

        assertThat(written.lastHeader(HeaderNames.DUE_TIME).value())
                .isEqualTo(BigInteger.valueOf(time).toByteArray());
        assertThat(written.lastHeader(HeaderNames.FIRST_TIMESTAMP).value())
                .isEqualTo(BigInteger.valueOf(time).toByteArray());
        assertThat(RetryHeaderCodec.decode(written, 0)).isEqualTo(new ControlHeaders.Valid(2, time, time));
    }

    @Test
    void whatSpringKafkaHasWrittenIsRead() {
        Headers headers = new RecordHeaders();
        headers.add(
                RetryTopicHeaders.DEFAULT_HEADER_ORIGINAL_TIMESTAMP,
                BigInteger.valueOf(FIRST).toByteArray());
        headers.add(
                RetryTopicHeaders.DEFAULT_HEADER_ATTEMPTS,
                ByteBuffer.allocate(Integer.BYTES).putInt(3).array());
        headers.add(
                RetryTopicHeaders.DEFAULT_HEADER_BACKOFF_TIMESTAMP,
                BigInteger.valueOf(DUE).toByteArray());

        assertThat(RetryHeaderCodec.decode(headers, TIMESTAMP)).isEqualTo(new ControlHeaders.Valid(3, DUE, FIRST));
    }

    @Test
    void attemptsInOneByteOfAnOldSpringKafkaAreUnsigned() {
        assertThat(decode(new byte[] {(byte) 200}, new byte[] {1}))
                .isEqualTo(new ControlHeaders.Valid(200, 1, TIMESTAMP));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 5, 7, 8, 9, 1_000})
    void attemptsOfAnyOtherLengthAreMalformed(int length) {
        assertThat(decode(new byte[length], new byte[] {1}))
                .isEqualTo(new ControlHeaders.Malformed(
                        "header retry_topic-attempts has " + length + " bytes where 4 are expected"));
    }

    static List<Arguments> dueTimes() {
        return List.of(
                arguments("00", 0L),
                arguments("7f", 127L),
                arguments("80", -128L),
                arguments("ffff", -1L),
                arguments("0080", 128L),
                arguments("010000", 65_536L),
                arguments("00000001", 1L),
                arguments("ff00000000", -4_294_967_296L),
                arguments("7fffffffffffffff", Long.MAX_VALUE),
                arguments("8000000000000000", Long.MIN_VALUE));
    }

    @ParameterizedTest
    @MethodSource("dueTimes")
    void dueTimesOfOneToEightBytesAreSignedNumbers(String bytes, long dueAtMs) {
        assertThat(decode(new byte[] {0, 0, 0, 2}, HexFormat.of().parseHex(bytes)))
                .isEqualTo(new ControlHeaders.Valid(2, dueAtMs, TIMESTAMP));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 10_000})
    void dueTimesOfAnyOtherLengthAreMalformed(int length) {
        assertThat(decode(new byte[] {0, 0, 0, 2}, new byte[length]))
                .isEqualTo(new ControlHeaders.Malformed(
                        "header retry_topic-backoff-timestamp has " + length + " bytes where 1 to 8 are expected"));
    }

    @Test
    void negativeAttemptsAreReadAsTheyAre() {
        assertThat(decode(new byte[] {-1, -1, -1, -1}, new byte[] {1}))
                .isEqualTo(new ControlHeaders.Valid(-1, 1, TIMESTAMP));
    }

    @Test
    void headersWithoutValueAreMalformed() {
        assertThat(decode(null, new byte[] {1})).isInstanceOf(ControlHeaders.Malformed.class);
        assertThat(decode(new byte[] {0, 0, 0, 2}, null)).isInstanceOf(ControlHeaders.Malformed.class);
    }

    @Test
    void missingHeadersAreNamed() {
        Headers headers = new RecordHeaders();
        assertThat(RetryHeaderCodec.decode(headers, 0))
                .isEqualTo(new ControlHeaders.Malformed("header retry_topic-attempts is missing"));

        headers.add(HeaderNames.ATTEMPTS, new byte[] {0, 0, 0, 2});
        assertThat(RetryHeaderCodec.decode(headers, 0))
                .isEqualTo(new ControlHeaders.Malformed("header retry_topic-backoff-timestamp is missing"));
    }

    @Test
    void theLastOfHeadersOfOneNameCounts() {
        Headers headers = control(new byte[] {0, 0, 0, 9}, new byte[] {9});
        headers.add(HeaderNames.ATTEMPTS, new byte[] {0, 0, 0, 2});
        headers.add(HeaderNames.DUE_TIME, new byte[] {1});

        assertThat(RetryHeaderCodec.decode(headers, 5)).isEqualTo(new ControlHeaders.Valid(2, 1, 5));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 9})
    void anUnreadableFirstTimestampIsReplacedByTheTimestampOfTheRecord(int length) {
        Headers headers = control(new byte[] {0, 0, 0, 2}, new byte[] {1});
        headers.add(HeaderNames.FIRST_TIMESTAMP, length < 0 ? null : new byte[length]);

        assertThat(RetryHeaderCodec.decode(headers, TIMESTAMP)).isEqualTo(new ControlHeaders.Valid(2, 1, TIMESTAMP));
    }

    @ParameterizedTest
    @EnumSource(TimestampType.class)
    void anOriginIsReadBackAsItWasWritten(TimestampType type) {
        for (Origin origin : List.of(
                new Origin("orders", 3, 4_711, FIRST, type),
                new Origin("o.x_y-z", Integer.MAX_VALUE, Long.MAX_VALUE, -1, type))) {
            Headers headers = headers(RetryHeaderCodec.encode(
                    new RecordHeaders(), new ControlHeaders.Valid(2, DUE, FIRST), origin, "g", null, null, null));

            assertThat(RetryHeaderCodec.origin(headers)).isEqualTo(origin);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                HeaderNames.ORIGINAL_TOPIC,
                HeaderNames.ORIGINAL_PARTITION,
                HeaderNames.ORIGINAL_OFFSET,
                HeaderNames.ORIGINAL_TIMESTAMP
            })
    void anOriginWithAMissingOrMalformedHeaderIsNone(String name) {
        Headers complete = headers(RetryHeaderCodec.encode(
                new RecordHeaders(), new ControlHeaders.Valid(2, DUE, FIRST), ORIGIN, "g", null, null, null));

        Headers without = new RecordHeaders(complete.toArray()).remove(name);
        Headers nothing = new RecordHeaders(complete.toArray()).add(name, null);

        assertThat(RetryHeaderCodec.origin(without)).isNull();
        assertThat(RetryHeaderCodec.origin(nothing)).isNull();
        if (!name.equals(HeaderNames.ORIGINAL_TOPIC)) {
            for (int length : new int[] {0, 1, 3, 5, 7, 9}) {
                Headers malformed = new RecordHeaders(complete.toArray()).add(name, new byte[length]);
                assertThat(RetryHeaderCodec.origin(malformed)).isNull();
            }
        }
    }

    @Test
    void noBytesMakeReadingThrow() {
        long seed = Long.getLong("sim.seed", 99L);
        Random random = new Random(seed);
        List<String> names = List.of(
                HeaderNames.ATTEMPTS,
                HeaderNames.DUE_TIME,
                HeaderNames.FIRST_TIMESTAMP,
                HeaderNames.ORIGINAL_TOPIC,
                HeaderNames.ORIGINAL_PARTITION,
                HeaderNames.ORIGINAL_OFFSET,
                HeaderNames.ORIGINAL_TIMESTAMP,
                HeaderNames.ORIGINAL_TIMESTAMP_TYPE);
        for (int i = 0; i < 50_000; i++) {
            Headers headers = new RecordHeaders();
            for (int h = random.nextInt(12); h > 0; h--) {
                byte[] value = new byte[random.nextInt(11)];
                random.nextBytes(value);
                headers.add(names.get(random.nextInt(names.size())), random.nextInt(8) == 0 ? null : value);
            }

            assertThat(RetryHeaderCodec.decode(headers, TIMESTAMP))
                    .as("seed %d", seed)
                    .isNotNull();
            assertThat(RetryHeaderCodec.encode(
                            headers,
                            new ControlHeaders.Valid(2, DUE, FIRST),
                            Objects.requireNonNullElse(RetryHeaderCodec.origin(headers), ORIGIN),
                            "g",
                            null,
                            null,
                            null))
                    .as("seed %d", seed)
                    .hasSize(10);
        }
    }

    @Test
    void headersOfTheUserKeepTheirBytesTheirOrderAndTheirDuplicates() {
        Headers consumed = new RecordHeaders();
        consumed.add("trace", new byte[] {0, -1, -128});
        consumed.add("", new byte[] {1});
        consumed.add("trace", null);
        consumed.add(HeaderNames.ATTEMPTS, new byte[] {9});
        consumed.add("kafka_myown", new byte[0]);
        consumed.add("retry_topic-mine", "x".getBytes(UTF_8));
        consumed.add("trace", new byte[] {0, -1, -128});
        consumed.add("redrive_mine", "y".getBytes(UTF_8));

        List<Header> headers = RetryHeaderCodec.encode(
                consumed, new ControlHeaders.Valid(2, DUE, FIRST), ORIGIN, "g", DIAGNOSTICS, null, null);

        assertThat(headers.subList(0, 7))
                .containsExactly(
                        new RecordHeader("trace", new byte[] {0, -1, -128}),
                        new RecordHeader("", new byte[] {1}),
                        new RecordHeader("trace", (byte[]) null),
                        new RecordHeader("kafka_myown", new byte[0]),
                        new RecordHeader("retry_topic-mine", "x".getBytes(UTF_8)),
                        new RecordHeader("trace", new byte[] {0, -1, -128}),
                        new RecordHeader("redrive_mine", "y".getBytes(UTF_8)));
        assertThat(headers.subList(7, headers.size())).extracting(Header::key).allMatch(HeaderNames::isOwn);
    }

    @Test
    void headersThatAForwardWritesReplaceThoseOfThePreviousOne() {
        Headers consumed = new RecordHeaders();
        for (int i = 0; i < 3; i++) {
            RetryHeaderCodec.encode(
                            new RecordHeaders(),
                            new ControlHeaders.Valid(9, 9, 9),
                            ORIGIN,
                            "other",
                            DIAGNOSTICS,
                            "too-large",
                            null)
                    .forEach(consumed::add);
        }
        consumed.add(KafkaHeaders.KEY_EXCEPTION_MESSAGE, "old".getBytes(UTF_8));

        List<Header> headers = RetryHeaderCodec.encode(
                consumed, new ControlHeaders.Valid(2, DUE, FIRST), ORIGIN, "g", null, null, null);

        assertThat(headers)
                .isEqualTo(RetryHeaderCodec.encode(
                        new RecordHeaders(), new ControlHeaders.Valid(2, DUE, FIRST), ORIGIN, "g", null, null, null));
    }

    @Test
    void theFirstFailureIsWrittenAsTheDueTimeIsAndReadBack() {
        Headers written = headers(RetryHeaderCodec.encode(
                new RecordHeaders(),
                new ControlHeaders.Valid(2, DUE, FIRST),
                ORIGIN,
                "g",
                null,
                "too-large",
                1_800_000_000_123L));

        assertThat(written).extracting(Header::key).endsWith("redrive_first-failure", "redrive_dead-letter-reason");
        assertThat(written.lastHeader("redrive_first-failure").value())
                .containsExactly(0x01, 0xA3, 0x18, 0x5C, 0x50, 0x7B);
        assertThat(RetryHeaderCodec.firstFailure(written)).isEqualTo(1_800_000_000_123L);
    }

    @Test
    void theFirstFailureIsReplacedAndNotAppended() {
        Headers consumed = new RecordHeaders();
        consumed.add("redrive_first-failure", new byte[] {1}).add("redrive_first-failure", new byte[] {2});

        Headers written = headers(RetryHeaderCodec.encode(
                consumed, new ControlHeaders.Valid(2, DUE, FIRST), ORIGIN, "g", null, null, 3L));
        Headers without = headers(RetryHeaderCodec.encode(
                consumed, new ControlHeaders.Valid(2, DUE, FIRST), ORIGIN, "g", null, null, null));

        assertThat(written.headers("redrive_first-failure"))
                .containsExactly(new RecordHeader("redrive_first-failure", new byte[] {3}));
        assertThat(without.headers("redrive_first-failure")).isEmpty();
    }

    @Test
    void aFirstFailureThatCannotBeReadIsNotKnown() {
        assertThat(RetryHeaderCodec.firstFailure(new RecordHeaders())).isNull();
        for (byte[] bytes : new byte[][] {null, {}, new byte[9]}) {
            assertThat(RetryHeaderCodec.firstFailure(new RecordHeaders().add("redrive_first-failure", bytes)))
                    .isNull();
        }
    }

    @Test
    void theLastFailureIsThatOfTheListenerAndOfABoundedLength() {
        Headers headers = headers(RetryHeaderCodec.encode(
                new RecordHeaders(),
                new ControlHeaders.Valid(2, DUE, FIRST),
                ORIGIN,
                "g",
                new Diagnostics("the.Wrapper", "the.Failure", "no", null),
                null,
                null));

        assertThat(RetryHeaderCodec.failureType(headers)).isEqualTo("the.Failure");
        assertThat(RetryHeaderCodec.failureMessage(headers)).isEqualTo("no");
        assertThat(RetryHeaderCodec.failureType(headers.remove(HeaderNames.EXCEPTION_CAUSE)))
                .isEqualTo("the.Wrapper");
        assertThat(RetryHeaderCodec.failureType(headers.remove(HeaderNames.EXCEPTION)))
                .isNull();
        headers.remove(HeaderNames.EXCEPTION_MESSAGE).add(HeaderNames.EXCEPTION_MESSAGE, new byte[100_000]);
        assertThat(RetryHeaderCodec.failureMessage(headers)).hasSize(ExceptionText.USUAL_MESSAGE);
        headers.add(HeaderNames.EXCEPTION_MESSAGE, null);
        assertThat(RetryHeaderCodec.failureMessage(headers)).isNull();
    }

    @ParameterizedTest
    @EnumSource(TimestampType.class)
    void tenHopsLeaveTheSameBytesAsOne(TimestampType type) {
        Headers consumed = new RecordHeaders();
        consumed.add("trace", new byte[] {1, 2});
        consumed.add("trace", null);
        Origin origin = new Origin("orders", 3, 4_711, FIRST, type);

        List<Header> afterOne = RetryHeaderCodec.encode(
                consumed, new ControlHeaders.Valid(2, DUE, FIRST), origin, "g", DIAGNOSTICS, null, null);
        List<Header> afterTen = afterOne;
        for (int hop = 2; hop <= 10; hop++) {
            Headers read = headers(afterTen);
            Origin originRead = RetryHeaderCodec.origin(read);
            ControlHeaders.Valid control = (ControlHeaders.Valid) RetryHeaderCodec.decode(read, 0);
            afterTen = RetryHeaderCodec.encode(
                    read,
                    new ControlHeaders.Valid(2 + hop % 2, DUE, control.firstTimestampMs()),
                    originRead,
                    "g",
                    DIAGNOSTICS,
                    null,
                    null);
        }

        assertThat(asHex(afterTen)).isEqualTo(asHex(afterOne));
        assertThat(afterTen).isEqualTo(afterOne);
    }

    @Test
    void theForwardIdTellsCopiesOfAForwardFromOtherForwards() {
        assertThat(ORIGIN.forwardId(2)).isEqualTo("orders/3/4711/2");
        assertThat(ORIGIN.forwardId(3)).isNotEqualTo(ORIGIN.forwardId(2));
    }

    private static ControlHeaders decode(byte @Nullable [] attempts, byte @Nullable [] due) {
        return RetryHeaderCodec.decode(control(attempts, due), TIMESTAMP);
    }

    private static Headers control(byte @Nullable [] attempts, byte @Nullable [] due) {
        Headers headers = new RecordHeaders();
        headers.add(HeaderNames.ATTEMPTS, attempts);
        headers.add(HeaderNames.DUE_TIME, due);
        return headers;
    }

    private static Headers headers(List<Header> headers) {
        return new RecordHeaders(headers);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(UTF_8));
    }

    /** By name, in order; values of headers of the same name one after the other. */
    private static Map<String, String> asHex(List<Header> headers) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Header header : headers) {
            String value = header.value() == null ? "null" : HexFormat.of().formatHex(header.value());
            values.merge(header.key(), value, (one, other) -> one + "," + other);
        }
        return values;
    }

    @Test
    void readsTheMessageOfTheFailureWithoutWhatSpringKafkaSaysOfEachOfThem() {
        assertThat(List.of("Listener failed; no good", "no good", "not so: Listener failed; "))
                .extracting(RetryHeaderCodecTests::messageRead)
                .containsExactly("no good", "no good", "not so: Listener failed; ");
        assertThat(messageRead("Listener failed; ")).isNull();
    }

    private static String messageRead(String written) {
        return RetryHeaderCodec.failureMessage(
                new RecordHeaders().add("kafka_exception-message", written.getBytes(UTF_8)));
    }
}
