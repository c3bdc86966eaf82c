package io.redrive.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.redrive.forward.Forward;
import io.redrive.forward.Outcomes;
import io.redrive.header.ControlHeaders;
import io.redrive.header.Origin;
import io.redrive.header.RetryHeaderCodec;
import io.redrive.log.CapturedLog;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetryConsumerTests {

    private static final TopicPartition MAIN = new TopicPartition("main", 0);
    private final MockConsumer<ByteBuffer, ByteBuffer> inner = new MockConsumer<>("earliest");
    private final InstantSource clock = () -> this.now;
    private Instant now = Instant.EPOCH;
    private final List<Forward> forwards = new ArrayList<>();
    private final List<Long> waits = new ArrayList<>();
    private final RetryConsumer<String, String> consumer = consumer(TopicRole.MAIN);

    @BeforeEach
    void assign() {
        inner.updateBeginningOffsets(Map.of(MAIN, 0L));
        consumer.assign(List.of(MAIN));
    }

    @Test
    void forwardsAnOpenRecordThatFailsAfterItsLogWentBack() {
        // given
        inner.seek(MAIN, 5);
        OpenDelivery open = consumer.deliveries().begin(poll(5));

        // when
        inner.seek(MAIN, 0);
        assertThat(poll(0)).hasSize(1);
        open.failed(new IllegalStateException("late"), BatchFailure.unknown(1, new IllegalStateException("late")));
        consumer.poll(Duration.ZERO);

        // then
        assertThat(forwards).extracting(each -> each.record().topic()).containsExactly("retry");
    }

    @Test
    void tellsWhenARecordFailedFirstHoweverLongItTakesToTellWhy() {
        // given
        ConsumerRecord<String, String> record = poll(0).get(0);
        Instant failed = now;
        RuntimeException failure = new RuntimeException() {
            @Override
            public String getMessage() {
                now = failed.plusSeconds(5);
                return "slow to tell";
            }
        };

        // when
        consumer.deliveries().failed(record, failure, failure);

        // then
        assertThat(forwards)
                .singleElement()
                .satisfies(forward -> assertThat(
                                RetryHeaderCodec.firstFailure(forward.record().headers()))
                        .isEqualTo(failed.toEpochMilli()));
    }

    @Test
    void leavesAnOpenRecordThatFailsAfterItsPartitionWasGivenAwayToTheNextOwner() {
        // given
        OpenDelivery open = consumer.deliveries().begin(poll(0));

        // when
        consumer.assign(List.of());
        Thread.interrupted();
        open.failed(new IllegalStateException("late"), BatchFailure.unknown(1, new IllegalStateException("late")));
        consumer.assign(List.of(MAIN));
        consumer.poll(Duration.ZERO);

        // then
        assertThat(forwards).isEmpty();
    }

    @Test
    void takesInRecordsAgainAfterThoseThatNobodyEverToldTheOutcomeOfWereGivenAway() {
        // given
        OpenDelivery open =
                consumer.deliveries().begin(poll(LongStream.range(0, 500).toArray()));
        assertThat(poll(500)).isEmpty();

        // when
        consumer.assign(List.of());
        Thread.interrupted();
        consumer.assign(List.of(MAIN));

        // then
        List<ConsumerRecord<String, String>> again = poll();
        assertThat(again).hasSize(1);
        consumer.deliveries().begins(again.get(0));
        open.finished();
        assertThat(poll(501)).hasSize(1);
    }

    @Test
    void takesNothingInWhileOpenRecordsOccupyMuchMemory() {
        // given
        inner.addRecord(new ConsumerRecord<>(
                MAIN.topic(),
                MAIN.partition(),
                0,
                0,
                TimestampType.CREATE_TIME,
                -1,
                17 << 20,
                null,
                ByteBuffer.allocate(17 << 20),
                new RecordHeaders(),
                Optional.empty()));
        OpenDelivery open = consumer.deliveries().begin(poll());

        // when
        assertThat(poll(1)).isEmpty();
        open.finished();

        // then
        assertThat(poll()).hasSize(1);
    }

    @Test
    void doesNotWaitForAnOpenRecordThatWasLeftWhenItStops() {
        // given
        List<ConsumerRecord<String, String>> records = poll(0);
        consumer.deliveries().begin(records);

        // when
        consumer.deliveries().leave(records.get(0));
        consumer.close();

        // then
        assertThat(waits).isEmpty();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void settlesWhatWasDroppedBeforeItCameToTheListener() {
        // given
        List<ConsumerRecord<String, String>> records = poll(0, 1, 2);
        OpenDelivery open = consumer.deliveries().begin(records.subList(1, 2));

        // when
        consumer.deliveries().dropped(List.of(records.get(0), records.get(2)));
        open.finished();
        consumer.poll(Duration.ZERO);

        // then
        assertThat(inner.committed(Set.of(MAIN)).get(MAIN).offset()).isEqualTo(3);
    }

    @Test
    void commitsAgainWhatAMemberThatHadLostThePartitionCommittedOlder() {
        // given
        poll(0, 1, 2).forEach(consumer.deliveries()::ended);
        consumer.commitSync();
        consumer.poll(Duration.ZERO);
        assertThat(inner.committed(Set.of(MAIN)).get(MAIN).offset()).isEqualTo(3);

        // when
        inner.commitSync(Map.of(MAIN, new OffsetAndMetadata(1)));
        consumer.poll(Duration.ZERO);
        assertThat(inner.committed(Set.of(MAIN)).get(MAIN).offset()).isEqualTo(1);
        now = now.plusMillis(OffsetCommits.RENEWAL_MS);
        consumer.poll(Duration.ZERO);

        // then
        assertThat(inner.committed(Set.of(MAIN)).get(MAIN).offset()).isEqualTo(3);
    }

    @Test
    void holdsNoRecordsThatAreDoneWhileOthersComeFromOtherPartitions() {
        // given
        poll(0, 1).forEach(consumer.deliveries()::ended);

        // when
        consumer.commitSync();
        consumer.poll(Duration.ZERO);

        // then
        assertThat(consumer.assignment.all())
                .allSatisfy(each -> assertThat(each.delivered).isEmpty());
    }

    @Test
    void knowsRecordsThatTheContainerHasPutAsideWhileItPolls() {
        // given
        ConsumerRecord<String, String> record = poll(0).get(0);
        consumer.pause(List.of(MAIN));

        // when
        consumer.poll(Duration.ZERO);

        // then
        assertThat(consumer.deliveries().context(new ConsumerRecord<>("main", 0, record.offset(), null, "another")))
                .isNotNull();
    }

    @Test
    void deliversAgainWhatTheContainerHasDroppedWithoutAWord() {
        // given
        List<ConsumerRecord<String, String>> records = poll(0, 1, 2);
        consumer.deliveries().begins(records.get(0));
        consumer.deliveries().ended(records.get(0));

        // when
        assertThat(consumer.poll(Duration.ZERO))
                .as("while it may have been put aside")
                .isEmpty();

        // then
        assertThat(poll(1, 2)).extracting(ConsumerRecord::offset).containsExactly(1L, 2L);
    }

    @Test
    void deliversNothingAgainThatTheContainerHasPutAsideForOnePoll() {
        // given
        List<ConsumerRecord<String, String>> records = poll(0, 1);
        consumer.deliveries().begins(records.get(0));
        consumer.deliveries().ended(records.get(0));
        assertThat(poll(2)).isEmpty();

        // when
        consumer.deliveries().begins(records.get(1));
        consumer.deliveries().ended(records.get(1));

        // then
        assertThat(poll()).extracting(ConsumerRecord::offset).containsExactly(2L);
        consumer.commitSync(Map.of(MAIN, new OffsetAndMetadata(2)));
        consumer.poll(Duration.ZERO);
        assertThat(inner.committed(Set.of(MAIN)).get(MAIN).offset()).isEqualTo(2);
    }

    @Test
    void hasNothingToDoWithAPartitionAnyMoreThatIsLostWhileACallbackFails() {
        // given
        poll(0).forEach(consumer.deliveries()::begins);
        consumer.commitAsync(Map.of(MAIN, new OffsetAndMetadata(2)), (offsets, failure) -> {
            throw new IllegalStateException("the application's");
        });

        // when
        assertThatIllegalStateException()
                .isThrownBy(() -> consumer.following(null).onPartitionsLost(List.of(MAIN)));

        // then
        assertThat(consumer.assignment.all()).isEmpty();
    }

    @Test
    void settlesWhatAnInterceptorOfTheConsumerTakesOut() {
        // given
        RetryConsumer<String, String> filtered = consumer(TopicRole.MAIN, new Evens());
        filtered.assign(List.of(MAIN));
        for (long offset = 0; offset < 4; offset++) {
            inner.addRecord(new ConsumerRecord<>("main", 0, offset, null, ByteBuffer.wrap(new byte[] {'v'})));
        }
        List<ConsumerRecord<String, String>> left = filtered.poll(Duration.ZERO).records(MAIN);

        // when
        OpenDelivery open = filtered.deliveries().begin(left);
        open.finished();
        filtered.poll(Duration.ZERO);

        // then
        assertThat(left).extracting(ConsumerRecord::offset).containsExactly(0L, 2L);
        assertThat(inner.committed(Set.of(MAIN)).get(MAIN).offset()).isEqualTo(4);
    }

    @Test
    void hasNothingToDoWithAPartitionAnyMoreThatIsTakenAwayWhileTheApplicationsListenerFails() {
        // given
        ConsumerRebalanceListener failing = new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                throw new IllegalStateException("the application's");
            }
        };
        poll(0).forEach(consumer.deliveries()::ended);
        consumer.commitSync();

        // when
        assertThatIllegalStateException()
                .isThrownBy(() -> consumer.following(failing).onPartitionsRevoked(List.of(MAIN)));

        // then
        assertThat(inner.committed(Set.of(MAIN)).get(MAIN).offset()).isEqualTo(1);
        assertThat(consumer.assignment.all()).isEmpty();
    }

    @Test
    void leavesNothingBehindThoughItsInnerConsumerCannotBeClosed() {
        // given
        HeldBytes heldBytes = new HeldBytes(1 << 20);
        heldBytes.join(TopicRole.RETRY);
        long share = heldBytes.perConsumer();
        MockConsumer<ByteBuffer, ByteBuffer> broken = new MockConsumer<>("earliest") {
            @Override
            public synchronized void close(CloseOptions options) {
                throw new KafkaException("cannot be closed");
            }
        };
        RetryConsumer<String, String> leaving = new RetryConsumer<>(
                broken,
                new PayloadDeserializer<>(new StringDeserializer(), new StringDeserializer()),
                new Interceptors<>(List.of()),
                TestListening.of(clock, forwards::add, heldBytes),
                TopicRole.RETRY,
                new PollBounds(500, 300_000),
                new Outcomes());
        assertThat(heldBytes.perConsumer()).isLessThan(share);

        // when
        assertThatExceptionOfType(KafkaException.class)
                .isThrownBy(() -> leaving.close(CloseOptions.timeout(Duration.ofSeconds(1))));

        // then
        assertThat(heldBytes.perConsumer()).isEqualTo(share);
    }

    @Test
    void tellsWhatWasDeletedFromARetryTopicBeforeItWasDelivered() {
        // given
        TopicPartition retry = new TopicPartition("retry", 0);
        inner.updateBeginningOffsets(Map.of(retry, 4L));
        RetryConsumer<String, String> ofRetries = consumer(TopicRole.RETRY);
        ofRetries.assign(List.of(retry));
        inner.addRecord(new ConsumerRecord<>("retry", 0, 4, null, ByteBuffer.wrap(new byte[] {'v'})));
        ofRetries.poll(Duration.ZERO);
        inner.updateBeginningOffsets(Map.of(retry, 8L));
        inner.seek(retry, 8);
        inner.addRecord(new ConsumerRecord<>("retry", 0, 8, null, ByteBuffer.wrap(new byte[] {'v'})));

        try (CapturedLog log = new CapturedLog(Deletions.class.getName())) {
            // when
            ofRetries.poll(Duration.ZERO);

            // then
            assertThat(log.lines())
                    .containsExactly(
                            "ERROR Up to 3 records of retry-0 were deleted before they were delivered, the last at"
                                    + " offset 7: by retention (retention.ms), or by somebody");
        }
    }

    @Test
    void tellsAndCommitsWhatWasDeletedFromARetryTopicThatIsEmptySince() {
        // given
        TopicPartition retry = new TopicPartition("retry", 0);
        RetryConsumer<String, String> ofRetries = ofRetries(retry, 2);

        try (CapturedLog log = new CapturedLog(Deletions.class.getName())) {
            // when
            inner.updateBeginningOffsets(Map.of(retry, 5L));
            inner.seek(retry, 5);
            now = now.plusMillis(Deletions.LOOK_EVERY_MS);
            ofRetries.poll(Duration.ZERO);

            // then
            assertThat(log.lines())
                    .containsExactly(
                            "ERROR Up to 3 records of retry-0 were deleted before they were delivered, the last at"
                                    + " offset 4: by retention (retention.ms), or by somebody");
        }
        assertThat(inner.committed(Set.of(retry)).get(retry).offset()).isEqualTo(5);
    }

    @Test
    void doesNotTakeOffsetsForDeletedThatNeverWereRecords() {
        // given
        TopicPartition retry = new TopicPartition("retry", 0);
        RetryConsumer<String, String> ofRetries = ofRetries(retry, 2);

        try (CapturedLog log = new CapturedLog(Deletions.class.getName())) {
            // when
            inner.seek(retry, 5);
            now = now.plusMillis(Deletions.LOOK_EVERY_MS);
            ofRetries.poll(Duration.ZERO);

            // then
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void commitsTheBeginOfARetryPartitionSoThatTheNextOwnerKnowsWhatItHasNotSeen() {
        // given
        TopicPartition retry = new TopicPartition("retry", 0);

        // when
        RetryConsumer<String, String> ofRetries = ofRetries(retry, 3);

        // then
        assertThat(inner.committed(Set.of(retry)).get(retry).offset()).isEqualTo(3);
        ofRetries.close();
    }

    @Test
    void commitsWhereAPartitionBeginsAlsoWhenItsFirstRecordOutwaitsAll() {
        // given
        TopicPartition retry = new TopicPartition("retry", 0);
        inner.updateBeginningOffsets(Map.of(retry, 0L));
        RetryConsumer<String, String> ofRetries = consumer(TopicRole.RETRY);
        ofRetries.poll(Duration.ZERO);
        ofRetries.assign(List.of(retry));
        RecordHeaders headers = new RecordHeaders();
        RetryHeaderCodec.encode(
                        new RecordHeaders(),
                        new ControlHeaders.Valid(2, 5_000, 0),
                        new Origin("main", 0, 0, 0, TimestampType.CREATE_TIME),
                        "group",
                        null,
                        null,
                        0L)
                .forEach(headers::add);
        inner.addRecord(new ConsumerRecord<>(
                "retry",
                0,
                0,
                0,
                TimestampType.CREATE_TIME,
                -1,
                1,
                null,
                ByteBuffer.wrap(new byte[] {'v'}),
                headers,
                Optional.empty()));

        // when
        assertThat(ofRetries.poll(Duration.ZERO)).isEmpty();
        assertThat(inner.committed(Set.of(retry))).isEmpty();
        now = now.plusMillis(Deletions.LOOK_EVERY_MS);
        ofRetries.poll(Duration.ZERO);

        // then
        assertThat(inner.committed(Set.of(retry)).get(retry).offset()).isZero();
    }

    private RetryConsumer<String, String> ofRetries(TopicPartition retry, long begin) {
        inner.updateBeginningOffsets(Map.of(retry, begin));
        RetryConsumer<String, String> ofRetries = consumer(TopicRole.RETRY);
        ofRetries.assign(List.of(retry));
        ofRetries.poll(Duration.ZERO);
        return ofRetries;
    }

    /** Takes out records with odd offsets. */
    private static final class Evens implements ConsumerInterceptor<String, String> {

        @Override
        public ConsumerRecords<String, String> onConsume(ConsumerRecords<String, String> records) {
            Map<TopicPartition, List<ConsumerRecord<String, String>>> evens = new HashMap<>();
            records.partitions()
                    .forEach(partition -> evens.put(
                            partition,
                            records.records(partition).stream()
                                    .filter(each -> each.offset() % 2 == 0)
                                    .toList()));
            return new ConsumerRecords<>(evens, records.nextOffsets());
        }

        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

        @Override
        public void close() {}

        @Override
        public void configure(Map<String, ?> configs) {}
    }

    private RetryConsumer<String, String> consumer(TopicRole role) {
        return consumer(role, null);
    }

    private RetryConsumer<String, String> consumer(
            TopicRole role, @Nullable ConsumerInterceptor<String, String> interceptor) {
        return new RetryConsumer<>(
                inner,
                new PayloadDeserializer<>(new StringDeserializer(), new StringDeserializer()),
                new Interceptors<>(interceptor == null ? List.of() : List.of(interceptor)),
                TestListening.of(clock, forwards::add),
                role,
                new PollBounds(500, 300_000),
                new Outcomes(nanos -> {
                    waits.add(nanos);
                    Thread.currentThread().interrupt();
                }));
    }

    private List<ConsumerRecord<String, String>> poll(long... offsets) {
        for (long offset : offsets) {
            inner.addRecord(new ConsumerRecord<>(
                    MAIN.topic(), MAIN.partition(), offset, null, ByteBuffer.wrap(new byte[] {'v'})));
        }
        ConsumerRecords<String, String> polled = consumer.poll(Duration.ZERO);
        return polled.records(MAIN);
    }
}
