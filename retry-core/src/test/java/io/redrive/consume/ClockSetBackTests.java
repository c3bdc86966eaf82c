package io.redrive.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.forward.Forward;
import io.redrive.forward.Outcomes;
import io.redrive.header.ControlHeaders;
import io.redrive.header.Origin;
import io.redrive.header.RetryHeaderCodec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What lasts for a while must not last for as long as a clock was set back. */
class ClockSetBackTests {

    private static final TopicPartition MAIN = new TopicPartition("main", 0);
    private static final TopicPartition RETRY = new TopicPartition("retry", 0);
    private static final Duration HOUR = Duration.ofHours(1);
    private final MockConsumer<ByteBuffer, ByteBuffer> inner = new MockConsumer<>("earliest");
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Duration waited = Duration.ZERO;
    private final List<Forward> forwards = new ArrayList<>();
    private final InstantSource clock = () -> now;
    private final RetryConsumer<String, String> consumer = consumer(TopicRole.MAIN);

    private RetryConsumer<String, String> consumer(TopicRole role) {
        return new RetryConsumer<>(
                inner,
                new PayloadDeserializer<>(new StringDeserializer(), new StringDeserializer()),
                new Interceptors<>(List.of()),
                TestListening.of(clock, forwards::add, Duration.ofSeconds(1)),
                role,
                new PollBounds(500, 300_000),
                new Outcomes(this::park));
    }

    @BeforeEach
    void assign() {
        inner.updateBeginningOffsets(Map.of(MAIN, 0L));
        consumer.assign(List.of(MAIN));
    }

    @Test
    void offsetsAreStillCommitted() {
        process(0);
        assertThat(committed()).isEqualTo(1);

        now = now.minus(HOUR);
        process(1);

        assertThat(committed()).isEqualTo(2);
    }

    @Test
    void aRebalanceWaitsNoLongerThanItMay() {
        consumer.deliveries().begin(List.of(poll(0)));

        consumer.assign(List.of());

        assertThat(waited).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    @Test
    void retriesInPlaceStillEndBeforeTheNextPollIsOverdue() {
        poll(0);

        now = now.minus(HOUR);
        assertThat(consumer.blockableMs()).isEqualTo(150_000);

        now = now.plusSeconds(100);
        assertThat(consumer.blockableMs()).isEqualTo(50_000);
    }

    @Test
    void whatIsTriedAgainInPlaceDoesNotHoldUpItsPartition() {
        consumer.deliveries().failed(List.of(poll(0)), new IllegalStateException());
        assertThat(consumer.poll(Duration.ZERO)).isEmpty();

        now = now.minus(HOUR);
        assertThat(consumer.poll(Duration.ZERO)).isEmpty();

        now = now.plusSeconds(1);
        assertThat(consumer.poll(Duration.ZERO)).hasSize(1);
    }

    @Test
    void aDeadLetterIsShownToItsHandlerOnceMore() {
        TopicPartition dead = new TopicPartition("dead", 0);
        RetryConsumer<String, String> handler = consumer(TopicRole.DEAD_LETTER);
        inner.updateBeginningOffsets(Map.of(dead, 0L));
        handler.assign(List.of(dead));
        inner.addRecord(new ConsumerRecord<>(dead.topic(), 0, 0, null, ByteBuffer.wrap(new byte[] {'v'})));
        IllegalStateException failure = new IllegalStateException();
        handler.deliveries().failed(handler.poll(Duration.ZERO).records(dead).get(0), failure, failure);
        assertThat(handler.poll(Duration.ZERO)).isEmpty();

        now = now.minus(HOUR);
        assertThat(handler.poll(Duration.ZERO)).isEmpty();

        now = now.plusSeconds(1);
        assertThat(handler.poll(Duration.ZERO)).hasSize(1);
    }

    @Test
    void whatABatchGaveBackWaitsWhereItIs() {
        RetryConsumer<String, String> retries = consumer(TopicRole.RETRY);
        inner.updateBeginningOffsets(Map.of(RETRY, 0L));
        retries.assign(List.of(RETRY));
        inner.addRecord(dueNow(0));
        inner.addRecord(dueNow(1));
        List<ConsumerRecord<String, String>> batch = retries.poll(Duration.ZERO).records(RETRY);
        IllegalStateException failure = new IllegalStateException();
        retries.deliveries().failing(batch, new BatchFailure(Map.of(0, failure), 1, false));
        retries.deliveries().failed(batch, failure);

        now = now.minus(HOUR);
        assertThat(retries.poll(Duration.ZERO)).isEmpty();
        assertThat(forwards).hasSize(1);

        now = now.plus(HOUR);
        assertThat(retries.poll(Duration.ZERO))
                .singleElement()
                .extracting(ConsumerRecord::offset)
                .isEqualTo(1L);
    }

    private ConsumerRecord<ByteBuffer, ByteBuffer> dueNow(long offset) {
        long writtenAt = now.minusSeconds(1).toEpochMilli();
        RecordHeaders headers = new RecordHeaders();
        RetryHeaderCodec.encode(
                        new RecordHeaders(),
                        new ControlHeaders.Valid(2, now.toEpochMilli(), writtenAt),
                        new Origin("main", 0, offset, writtenAt, TimestampType.CREATE_TIME),
                        "group",
                        null,
                        null,
                        writtenAt)
                .forEach(headers::add);
        return new ConsumerRecord<>(
                RETRY.topic(),
                RETRY.partition(),
                offset,
                writtenAt,
                TimestampType.CREATE_TIME,
                0,
                1,
                null,
                ByteBuffer.wrap(new byte[] {'v'}),
                headers,
                Optional.empty());
    }

    private void process(long offset) {
        consumer.deliveries().ended(poll(offset));
        consumer.commitSync(Map.of(MAIN, new OffsetAndMetadata(offset + 1)));
        consumer.poll(Duration.ZERO);
    }

    private ConsumerRecord<String, String> poll(long offset) {
        inner.addRecord(
                new ConsumerRecord<>(MAIN.topic(), MAIN.partition(), offset, null, ByteBuffer.wrap(new byte[] {'v'})));
        return consumer.poll(Duration.ZERO).records(MAIN).get(0);
    }

    private long committed() {
        return inner.committed(Set.of(MAIN)).get(MAIN).offset();
    }

    /** The clock is set back while somebody waits; from then on it goes as it should. */
    private void park(long nanos) {
        if (waited.isZero()) {
            now = now.minus(HOUR);
        }
        waited = waited.plusNanos(nanos);
        now = now.plusMillis(TimeUnit.NANOSECONDS.toMillis(nanos));
    }
}
