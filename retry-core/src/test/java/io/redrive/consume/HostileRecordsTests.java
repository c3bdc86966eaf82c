package io.redrive.consume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.DeadLetterException;
import io.redrive.RetryAfterException;
import io.redrive.RetryContext;
import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import io.redrive.classify.ExceptionClassifier;
import io.redrive.forward.Forward;
import io.redrive.forward.Outcome;
import io.redrive.forward.Outcomes;
import io.redrive.header.ControlHeaders;
import io.redrive.header.ExceptionText;
import io.redrive.header.HeaderFormat;
import io.redrive.header.HeaderSignature;
import io.redrive.header.HostileHeaders;
import io.redrive.header.Origin;
import io.redrive.header.RetryHeaderCodec;
import io.redrive.log.CapturedLog;
import io.redrive.log.FailureLog;
import io.redrive.redact.Redaction;
import io.redrive.route.RetryRouter;
import io.redrive.schedule.OverdueRate;
import io.redrive.topic.LiveTopics;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever lies in a topic, each record ends: at the listener or in the dead-letter topic, and its neighbours on time. */
class HostileRecordsTests {

    private static final long NOW = 1_800_000_000_000L;
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final int BATCHES = 60;
    private static final int RECORDS = 60;
    private static final byte[] HEALTHY = "healthy".getBytes(UTF_8);
    private static final RetryTopology TOPOLOGY = new RetryTopology(
            "listener",
            "group",
            new BackOffSchedule(List.of(DELAY, DELAY)),
            Jitter.NONE,
            List.of(0, 0),
            List.of(new TopicChain("main", List.of(new RetryTopic("retry", DELAY)), "dead")),
            TopicSettings.LIKE_MAIN_TOPIC);

    private final CapturedLog log = new CapturedLog("io.redrive.failures");
    private final List<Forward> forwards = new ArrayList<>();
    private final List<ConsumerRecord<?, ?>> delivered = new ArrayList<>();
    private final List<RetryContext> contexts = new ArrayList<>();
    private MockConsumer<ByteBuffer, ByteBuffer> inner;
    private RetryConsumer<byte[], byte[]> consumer;
    private Random random;
    private Safeguards safeguards = Safeguards.NONE;
    private long nowMs;

    @AfterEach
    void stopCapturing() {
        log.close();
    }

    @ParameterizedTest
    @EnumSource(TopicRole.class)
    void everyRecordEndsAndNoNeighbourWaits(TopicRole role) {
        for (int seed = 0; seed < BATCHES; seed++) {
            // given
            start(role, seed, (topic, data) -> data);
            HostileHeaders hostile = new HostileHeaders(seed, NOW);
            for (int i = 0; i < RECORDS; i++) {
                add(role, i, i % 2 == 0 ? healthy(i) : hostile.next(), i % 2 == 0 ? HEALTHY : hostileValue());
            }

            // when
            nowMs = NOW + 500;
            poll(role);
            long onTime =
                    delivered.stream().filter(HostileRecordsTests::isHealthy).count();
            nowMs = NOW
                    + RetryAfterException.LONGEST.toMillis()
                    + Duration.ofHours(1).toMillis();
            poll(role);

            // then
            String at = role + " " + seed;
            assertThat(onTime).as(at).isEqualTo(RECORDS / 2);
            assertThat(inner.committed(Set.of(partition(role)))
                            .get(partition(role))
                            .offset())
                    .as(at)
                    .isEqualTo(RECORDS);
            assertThat(forwards).as(at).allSatisfy(HostileRecordsTests::goesWhereItBelongs);
            if (role == TopicRole.RETRY) {
                assertThat(forwards)
                        .as(at)
                        .filteredOn(each -> "malformed-headers".equals(reason(each)))
                        .hasSizeGreaterThan(RECORDS / 10)
                        .noneMatch(each -> isHealthy(each.record().value()));
            }
        }
    }

    @Test
    void aRecordWhoseForwardIdIsOursButNotItsOriginIsQuarantined() {
        // given
        start(TopicRole.RETRY, 1, (topic, data) -> data);
        add(TopicRole.RETRY, 0, headers("elsewhere", 3), HEALTHY);
        add(TopicRole.RETRY, 1, headers("main/../", 4), HEALTHY);
        add(TopicRole.RETRY, 2, headers("x".repeat(300_000), 5), HEALTHY);
        add(TopicRole.RETRY, 3, headers("main", -1), HEALTHY);
        add(TopicRole.RETRY, 4, headers("main", 6), HEALTHY);

        // when
        nowMs = NOW + 1_000;
        poll(TopicRole.RETRY);

        // then
        assertThat(delivered).extracting(ConsumerRecord::offset).containsExactly(4L);
        assertThat(forwards).hasSize(4).allSatisfy(each -> {
            assertThat(reason(each)).isEqualTo("malformed-headers");
            assertThat(text(each, "kafka_exception-message")).contains("origin");
            assertThat(text(each, "kafka_original-topic")).isEqualTo("retry");
            assertThat(bytes(each.record().headers())).isLessThan(4_000);
        });
    }

    @Test
    void anOriginThatSpringKafkaHasFoundOnTheMainTopicIsNotBelieved() {
        // given
        start(TopicRole.RETRY, 1, (topic, data) -> data);
        Headers headers = headers("elsewhere", 3);
        headers.remove("redrive_forward-id");
        add(TopicRole.RETRY, 0, headers, HEALTHY);

        // when
        nowMs = NOW + 1_000;
        poll(TopicRole.RETRY);

        // then
        assertThat(delivered).hasSize(1);
        assertThat(contexts).singleElement().satisfies(context -> {
            assertThat(context.originTopic()).isEqualTo("retry");
            assertThat(context.originOffset()).isZero();
        });
    }

    @Test
    void theOriginOfAMirroredRecordLacksThePrefixOfTheMirror() {
        RawRecord mirrored = new RawRecord(new ConsumerRecord<>("eu.main-group-retry-1", 0, 0, null, null), 2, NOW);
        headers("main", 6).forEach(mirrored.record().headers()::add);
        TopicChain chain = new TopicChain("eu.main", List.of(new RetryTopic("eu.main-group-retry-1", DELAY)), "dead");

        assertThat(mirrored.origin(TopicRole.RETRY, new LiveTopics(List.of(chain)))
                        .topic())
                .isEqualTo("main");
    }

    @Test
    void aDeserializerThatRunsOutOfStackOrThrowsWhatItDoesNotDeclareFailsOnItsRecordOnly() {
        // given
        start(TopicRole.MAIN, 1, (topic, data) -> switch (new String(data, UTF_8)) {
            case "deep" -> recurse(data, 0);
            case "asserted" -> throw new AssertionError("no");
            case "sneaky" -> throw sneaky(new IOException("no"));
            default -> data;
        });
        add(TopicRole.MAIN, 0, new RecordHeaders(), "deep".getBytes(UTF_8));
        add(TopicRole.MAIN, 1, new RecordHeaders(), "asserted".getBytes(UTF_8));
        add(TopicRole.MAIN, 2, new RecordHeaders(), "sneaky".getBytes(UTF_8));
        add(TopicRole.MAIN, 3, new RecordHeaders(), HEALTHY);

        // when
        poll(TopicRole.MAIN);

        // then
        assertThat(delivered).extracting(ConsumerRecord::offset).contains(3L);
        assertThat(forwards)
                .filteredOn(each -> "undeserializable".equals(reason(each)))
                .hasSize(3);
    }

    @Test
    void whatALongHeaderNameOccupiesIsCounted() {
        RawRecord raw = new RawRecord(new ConsumerRecord<>("retry", 0, 0, null, null), 2, NOW);
        raw.record().headers().add("x".repeat(1 << 20), new byte[0]);

        assertThat(raw.bytes()).isGreaterThan(1 << 20);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatIsNotSignedIsQuarantinedAndWhatIsForwardedIsSigned(int seed) {
        // given
        HeaderSignature signature = new HeaderSignature(new byte[32], null, true);
        safeguards = new Safeguards(Redaction.NONE, signature);
        start(TopicRole.MAIN, seed, (topic, data) -> data);
        byte[] failing = "failing".getBytes(UTF_8);
        for (int offset = 0; offset < 8; offset++) {
            add(TopicRole.MAIN, offset, new RecordHeaders().add("redrive_signature", failing), failing);
        }
        poll(TopicRole.MAIN);
        List<Forward> written = List.copyOf(forwards);
        assertThat(written).hasSizeBetween(1, 7);

        // when
        start(TopicRole.RETRY, seed, (topic, data) -> data);
        add(TopicRole.RETRY, 0, healthy(0), HEALTHY);
        add(TopicRole.RETRY, 1, written.get(0).record().headers(), HEALTHY);
        for (int i = 0; i < written.size(); i++) {
            add(TopicRole.RETRY, 2 + i, written.get(i).record().headers(), failing);
        }
        nowMs = NOW + 2_000;
        poll(TopicRole.RETRY);

        // then
        assertThat(delivered)
                .extracting(ConsumerRecord::offset)
                .doesNotContain(0L, 1L)
                .hasSize(written.size());
        assertThat(forwards)
                .filteredOn(each -> "malformed-headers".equals(reason(each)))
                .extracting(each -> text(each, "kafka_exception-message"))
                .containsExactly(
                        "header redrive_signature is missing",
                        "header redrive_signature is not what a key of this application makes of this record");
        assertThat(forwards)
                .filteredOn(each -> each.record().topic().equals("dead"))
                .allMatch(each -> each.record().headers().lastHeader("redrive_signature") == null);
    }

    @Test
    void aSignedRecordThatMovesOnIsStillBelieved() {
        // given
        HeaderSignature signature = new HeaderSignature(new byte[32], null, true);
        safeguards = new Safeguards(Redaction.NONE, signature);
        start(TopicRole.RETRY, 1, (topic, data) -> data);
        long due = NOW + Duration.ofDays(20).toMillis();
        List<Header> headers = new ArrayList<>(List.of(headers("main", 3, due).toArray()));
        headers.add(signature.sign(headers, null, HEALTHY));
        add(TopicRole.RETRY, 0, new RecordHeaders(headers), HEALTHY);

        // when
        poll(TopicRole.RETRY);
        nowMs = due - Duration.ofDays(1).toMillis();
        poll(TopicRole.RETRY);

        // then
        assertThat(delivered).isEmpty();
        assertThat(forwards).singleElement().satisfies(each -> {
            assertThat(each.record().topic()).isEqualTo("retry");
            assertThat(signature.problem(each.record().headers(), null, ByteBuffer.wrap(HEALTHY)))
                    .isNull();
        });
    }

    @Test
    void whatAListenerSaysOfItsRecordIsRedactedAsWell() {
        // given
        safeguards = new Safeguards(new Redaction(() -> List.of(text -> text.replace("hush", "***"))), null);
        start(TopicRole.MAIN, 1, (topic, data) -> data);
        add(TopicRole.MAIN, 0, new RecordHeaders(), HEALTHY);

        // when
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ZERO)) {
            Exception failure = new DeadLetterException("hush, it is dead");
            consumer.deliveries().failed(record, failure, failure);
        }

        // then
        assertThat(forwards).singleElement().satisfies(each -> {
            assertThat(reason(each)).isEqualTo("rejected: ***, it is dead");
            assertThat(text(each, "kafka_exception-message")).isEqualTo("***, it is dead");
        });
    }

    private static void goesWhereItBelongs(Forward forward) {
        assertThat(forward.record().topic()).isIn("retry", "dead");
        if (forward.record().topic().equals("dead")) {
            assertThat(reason(forward)).isIn("malformed-headers", "attempts-exhausted");
            assertThat(text(forward, "kafka_exception-message")).isNotNull();
            assertThat(text(forward, "kafka_original-topic")).isIn("main", "retry");
        }
    }

    private void start(TopicRole role, int seed, Deserializer<byte[]> deserializer) {
        inner = new MockConsumer<>("earliest");
        forwards.clear();
        delivered.clear();
        contexts.clear();
        random = new Random(seed);
        nowMs = NOW;
        InstantSource clock = () -> Instant.ofEpochMilli(nowMs);
        consumer = new RetryConsumer<>(
                inner,
                new PayloadDeserializer<>((topic, data) -> data, deserializer),
                new Interceptors<>(List.of()),
                new Listening(
                        TOPOLOGY,
                        new RetryRouter(TOPOLOGY, new ExceptionClassifier(Set.of(), Set.of(), Set.of(), false), null),
                        forward -> {
                            forwards.add(forward);
                            forward.outcomes().add(new Outcome.Acknowledged(forward));
                        },
                        RetriesInPlace.NONE,
                        ExceptionText.MESSAGE,
                        seed % 2 == 0 ? HeaderFormat.STANDARD : HeaderFormat.COMPACT,
                        Limits.DEFAULT,
                        new HeldBytes(1L << 40),
                        new FailureLog("listener", clock, ZoneOffset.UTC),
                        clock,
                        random,
                        RetryEvents.NONE,
                        new LiveTopics(TOPOLOGY.chains()),
                        Instruments.NONE,
                        new Holdings(),
                        OverdueRate.UNBOUNDED,
                        safeguards),
                role,
                new PollBounds(500, 300_000),
                new Outcomes());
        inner.updateBeginningOffsets(Map.of(partition(role), 0L));
        consumer.assign(List.of(partition(role)));
    }

    private static TopicPartition partition(TopicRole role) {
        return new TopicPartition(
                switch (role) {
                    case MAIN -> "main";
                    case RETRY -> "retry";
                    case DEAD_LETTER -> "dead";
                },
                0);
    }

    private void add(TopicRole role, long offset, Headers headers, byte[] value) {
        inner.addRecord(new ConsumerRecord<>(
                partition(role).topic(),
                0,
                offset,
                NOW,
                TimestampType.CREATE_TIME,
                0,
                value.length,
                null,
                ByteBuffer.wrap(value),
                headers,
                Optional.empty()));
    }

    /** Polls until nothing more happens; a listener fails on half of what is not healthy, after it has looked at all of it. */
    private void poll(TopicRole role) {
        for (int idle = 0; idle < 3; idle++) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ZERO)) {
                idle = 0;
                delivered.add(record);
                record.headers().toArray();
                contexts.add(Objects.requireNonNull(consumer.deliveries().context(record)));
                consumer.deliveries().begins(record);
                if (isHealthy(record.value()) || random.nextBoolean()) {
                    consumer.deliveries().ended(record);
                } else {
                    Exception failure = new IllegalStateException(new String(record.value(), UTF_8));
                    consumer.deliveries().failed(record, failure, failure);
                }
            }
            consumer.commitSync();
            // A handler is called again after some seconds, and commits are a moment apart.
            nowMs += role == TopicRole.DEAD_LETTER ? 5_000 : 25;
        }
    }

    private static boolean isHealthy(ConsumerRecord<?, ?> record) {
        return record.value() instanceof byte[] value && isHealthy(value);
    }

    private static boolean isHealthy(byte[] value) {
        return Arrays.equals(value, HEALTHY);
    }

    private byte[] hostileValue() {
        return "line\r\nbreak \u001b[2J #{T(java.lang.Runtime).getRuntime().halt(1)}".getBytes(UTF_8);
    }

    private static Headers healthy(long offset) {
        return headers("main", offset);
    }

    private static Headers headers(String originTopic, long originOffset) {
        return headers(originTopic, originOffset, NOW + 500);
    }

    private static Headers headers(String originTopic, long originOffset, long dueAtMs) {
        return new RecordHeaders(RetryHeaderCodec.encode(
                new RecordHeaders(),
                new ControlHeaders.Valid(2, dueAtMs, NOW),
                new Origin(originTopic, 0, originOffset, NOW, TimestampType.CREATE_TIME),
                "group",
                null,
                null,
                NOW));
    }

    private static String reason(Forward forward) {
        return text(forward, "redrive_dead-letter-reason");
    }

    private static String text(Forward forward, String name) {
        Header header = RetryHeaderCodec.delivered(forward.record().headers()).lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }

    private static int bytes(Headers headers) {
        int bytes = 0;
        for (Header header : headers) {
            bytes += header.key().length() + header.value().length;
        }
        return bytes;
    }

    private static byte[] recurse(byte[] data, int depth) {
        return depth < 0 ? data : recurse(data, depth + 1).clone();
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable failure) throws T {
        throw (T) failure;
    }
}
