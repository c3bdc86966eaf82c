package io.redrive.consume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.forward.ForwardTransaction;
import io.redrive.forward.Outcomes;
import io.redrive.forward.Sends;
import io.redrive.forward.TransactionalProducer;
import io.redrive.log.QuietLog;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records go through a consumer as a listener with transactions sees them; what it sends are plain strings. */
class DeliveryTransactionTests {

    private static final TopicPartition MAIN = new TopicPartition("main", 0);
    private final Member inner = new Member();
    private final List<Mock> producers = new ArrayList<>();
    private final Set<String> refused = new HashSet<>();
    private final List<Long> delivered = new ArrayList<>();
    private final Scope scope = new Scope();
    private Instant now = Instant.EPOCH;
    private int next;
    private RetryConsumer<String, String> consumer;

    @BeforeEach
    void assign() {
        inner.updateBeginningOffsets(Map.of(MAIN, 0L));
        consumer = consumer();
        consumer.assign(List.of(MAIN));
        consumer.poll(Duration.ZERO);
    }

    @Test
    void recordsOfOnePollShareATransaction() {
        // when
        fetch("a", "b", "fails", "c");
        run();
        run();

        // then
        assertThat(producer().commitCount()).isEqualTo(1);
        assertThat(committed()).containsExactly("a", "b", "c", "retry");
        assertThat(offset()).isEqualTo(new OffsetAndMetadata(4));
        assertThat(delivered).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void whatWasDoneIsDoneAgainBeforeWhatLiesBehindAnAttemptThatHasSentSomethingAndFailed() {
        // when
        fetch("a", "b", "sends and fails", "c", "d");
        runAll();

        // then
        assertThat(delivered).containsExactly(0L, 1L, 2L, 0L, 1L, 3L, 4L);
        assertThat(committed()).containsExactlyInAnyOrder("a", "b", "retry", "c", "d");
        assertThat(offset()).isEqualTo(new OffsetAndMetadata(5));
    }

    @Test
    void anAttemptThatHasSentSomethingAndFailedAloneUndoesNothingElse() {
        // when
        fetch("sends and fails", "a");
        runAll();

        // then
        assertThat(delivered).containsExactly(0L, 1L);
        assertThat(committed()).containsExactlyInAnyOrder("retry", "a");
    }

    @Test
    void aTransactionThatTakesLongIsCommittedBeforeTheNextRecord() {
        // when
        fetch("a", "slow", "b");
        run();

        // then
        assertThat(committed()).containsExactly("a", "slow");
        run();
        assertThat(committed()).containsExactly("a", "slow", "b");
    }

    @Test
    void theGroupTellsWhatBecameOfACommitThatIsNeverAnswered() {
        // given
        fetch("a", "b");
        run();
        producer().unansweredCommits = 100;

        // when
        consumer.poll(Duration.ZERO);
        inner.commitSync(Map.of(MAIN, new OffsetAndMetadata(1)));
        runAll();
        fetchAgain(1, "b");
        runAll();

        // then
        assertThat(producers).hasSize(2);
        assertThat(delivered).containsExactly(0L, 1L, 1L);
        assertThat(offset()).isEqualTo(new OffsetAndMetadata(2));
    }

    @Test
    void aRecordWhoseSendIsRefusedLaterIsToldFromTheOthers() {
        // when
        fetch("a", "too large", "b");
        runAll();

        // then
        assertThat(committed()).containsExactlyInAnyOrder("a", "retry", "b");
        assertThat(offset()).isEqualTo(new OffsetAndMetadata(3));
    }

    @Test
    void whatCouldNotBeCommittedForAReasonThatIsNotKnownIsMadeAgainOneByOne() {
        // given
        fetch("a", "b", "c");
        run();
        producer().brokenCommits = 1;

        // when
        consumer.poll(Duration.ZERO);

        // then
        assertThat(consumer.transaction().limit()).isEqualTo(1);
        runAll();
        assertThat(committed()).containsExactly("a", "b", "c");
        assertThat(consumer.transaction().limit()).isGreaterThan(1);
    }

    @Test
    void nothingOfAPartitionThatSomebodyElseOwnsTakesEffect() {
        // given
        fetch("a");
        run();
        inner.member = false;

        // when
        consumer.poll(Duration.ZERO);

        // then
        assertThat(committed()).isEmpty();
    }

    @Test
    void nothingOfAPartitionTakesEffectThatWasLostWithoutAWord() {
        // given
        fetch("a", "fails");
        run();
        inner.owns = false;

        // when
        runAll();

        // then
        assertThat(committed()).isEmpty();
        assertThat(offset()).isNull();
        assertThat(consumer.assignment.all()).isEmpty();
    }

    @Test
    void nothingTakesEffectOfWhatWasDeliveredBeforeAPartitionCameAnew() {
        // given
        fetch("a");
        run();
        consumer.assignment.add(List.of(MAIN));

        // when
        consumer.poll(Duration.ZERO);

        // then
        assertThat(committed()).isEmpty();
    }

    @Test
    void whatIsUnderWayWhenAPartitionIsGivenAwayIsCommittedBefore() {
        // given
        fetch("a", "fails");
        run();

        // when
        consumer.assign(List.of());

        // then
        assertThat(committed()).containsExactly("a", "retry");
        assertThat(producer().consumerGroupOffsetsHistory())
                .containsExactly(Map.of("dummy.group.id", Map.of(MAIN, new OffsetAndMetadata(2))));
    }

    @Test
    void theThreadIsBoundToTheProducerOnlyWhileATransactionRuns() {
        // given
        fetch("a");
        run();
        boolean during = scope.open;

        // when
        consumer.poll(Duration.ZERO);

        // then
        assertThat(during).isTrue();
        assertThat(scope.open).isFalse();
    }

    @Test
    void nothingIsKeptTrackOfThatIsCommitted() {
        // when
        for (int i = 0; i < 20; i++) {
            fetch("a", "fails", "b");
            run();
        }
        consumer.poll(Duration.ZERO);

        // then
        assertThat(offset()).isEqualTo(new OffsetAndMetadata(60));
        assertThat(consumer.assignment.find(MAIN).ledger.size()).isZero();
    }

    @Test
    void aRecordThatFailsAfterItsListenerHasEndedLeavesNothingBehind() {
        // given
        fetch("a", "b");
        List<ConsumerRecord<String, String>> records = poll();
        records.forEach(this::end);

        // when
        IllegalStateException failure = new IllegalStateException("an interceptor's");
        consumer.deliveries().failed(records.get(1), failure, failure);
        runAll();

        // then
        assertThat(committed()).containsExactlyInAnyOrder("a", "retry");
        assertThat(offset()).isEqualTo(new OffsetAndMetadata(2));
    }

    @Test
    void aBatchThatFailsAfterItsListenerHasEndedLeavesNothingBehind() {
        // given
        fetch("a", "b");
        List<ConsumerRecord<String, String>> records = poll();
        records.forEach(this::end);

        // when
        consumer.deliveries().failed(records, new IllegalStateException("an interceptor's"));
        runAll();

        // then
        assertThat(committed()).containsExactlyInAnyOrder("a", "b");
        assertThat(delivered).containsExactly(0L, 1L, 0L, 1L);
    }

    @ParameterizedTest
    @CsvSource({"2, true", "3, true", "10, true", "100, true", "2, false", "3, false", "10, false", "100, false"})
    void noRecordOfABatchThatFailsIsDoneMoreThanOnceMore(int every, boolean stops) {
        // given
        int count = 300;
        fetch(IntStream.range(0, count)
                .mapToObj(i -> i % every == every - 1 ? "sends and fails" : "fine")
                .toArray(String[]::new));

        // when
        while (offset() == null || offset().offset() < count) {
            runBatch(stops);
            assertThat(delivered).as("deliveries").hasSizeLessThanOrEqualTo(2 * count);
        }

        // then
        assertThat(committed().stream().filter("fine"::equals)).hasSize(count - count / every);
        assertThat(committed().stream().filter("retry"::equals)).hasSize(count / every);
        assertThat(committed()).hasSize(count);
    }

    @Test
    void whatWasSentBeforeTheListenerIsUndoneWithTheAttempt() {
        // given
        fetch("slow", "fails");
        List<ConsumerRecord<String, String>> records = poll();
        end(records.get(0));
        send("intercepted");

        // when
        consumer.transaction().attemptBegins();
        DeliveryTransaction.Failed failed = consumer.transaction().attemptFailed();
        consumer.deliveries().failed(records.get(1), new IllegalStateException(), new IllegalStateException());
        runAll();

        // then
        assertThat(failed).isEqualTo(DeliveryTransaction.Failed.UNDONE_WITH_OTHERS);
        assertThat(committed()).containsExactlyInAnyOrder("slow", "retry");
    }

    @Test
    void whatSomethingBetweenTwoRecordsHasSentThatFailsIsUndone() {
        // given
        fetch("a", "b");
        List<ConsumerRecord<String, String>> records = poll();
        end(records.get(0));
        send("intercepted");

        // when
        consumer.deliverAgain();
        fetchAgain(1, "b");
        runAll();

        // then
        assertThat(committed()).containsExactly("a", "b");
        assertThat(offset()).isEqualTo(new OffsetAndMetadata(2));
    }

    @Test
    void whatWasDoneBeforeSomethingBetweenTwoRecordsFailsIsDoneOnce() {
        // given
        fetch("a", "b");
        end(poll().get(0));

        // when
        consumer.deliverAgain();
        fetchAgain(1, "b");
        runAll();

        // then
        assertThat(committed()).containsExactly("a", "b");
        assertThat(delivered).containsExactly(0L, 1L);
    }

    @Test
    void aTopicThatCannotBeWrittenHoldsUpItsPartitionsAndNothingForEver() {
        // given
        TopicPartition second = new TopicPartition("main", 1);
        inner.updateBeginningOffsets(Map.of(second, 0L));
        consumer.assign(List.of(MAIN, second));
        refused.add("retry");
        fetch("fails");
        runAll();

        // when
        int count = 3_400;
        for (int offset = 0; offset < count; offset++) {
            String value = offset % 2 == 0 ? "fine" : "fails";
            inner.addRecord(new ConsumerRecord<>(
                    second.topic(), second.partition(), offset, null, ByteBuffer.wrap(value.getBytes(UTF_8))));
            if (offset % 100 == 99) {
                run();
            }
        }
        refused.clear();
        for (int i = 0; i < 10 && committed().size() < count + 1; i++) {
            runAll();
        }

        // then
        assertThat(committed().stream().filter("fine"::equals)).hasSize(count / 2);
        assertThat(committed().stream().filter("retry"::equals)).hasSize(count / 2 + 1);
        assertThat(committed()).hasSize(count + 1);
    }

    private void fetch(String... values) {
        for (String value : values) {
            inner.addRecord(new ConsumerRecord<>(
                    MAIN.topic(), MAIN.partition(), next++, null, ByteBuffer.wrap(value.getBytes(UTF_8))));
        }
    }

    /** Has the log hold again what a position that went back comes to. */
    private void fetchAgain(int offset, String... values) {
        next = offset;
        fetch(values);
    }

    private void runAll() {
        for (int i = 0; i < 20; i++) {
            now = now.plusMillis(500);
            run();
        }
    }

    /** Polls once and hands what comes to a listener, as a container does. */
    private void run() {
        List<ConsumerRecord<String, String>> records = poll();
        DeliveryTransaction transaction = consumer.transaction();
        for (int i = 0; i < records.size(); i++) {
            ConsumerRecord<String, String> record = records.get(i);
            try {
                transaction.attemptBegins();
                delivered.add(record.offset());
                listen(record);
                consumer.deliveries().ended(record);
            } catch (TransactionUndoneException undone) {
                consumer.deliveries().deliverAgain(records.subList(i, records.size()));
                return;
            } catch (IllegalStateException failure) {
                DeliveryTransaction.Failed failed = transaction.attemptFailed();
                if (failed == DeliveryTransaction.Failed.NOT_THE_RECORD) {
                    consumer.deliveries().deliverAgain(records.subList(i, records.size()));
                    return;
                }
                consumer.deliveries().failed(record, failure, failure);
                if (failed == DeliveryTransaction.Failed.UNDONE_WITH_OTHERS) {
                    consumer.deliveries().deliverAgain(records.subList(i + 1, records.size()));
                    return;
                }
            }
        }
    }

    /** Polls once and hands what comes to a listener of batches that says which records have failed, or which was the first. */
    private void runBatch(boolean stops) {
        List<ConsumerRecord<String, String>> batch = poll();
        if (batch.isEmpty()) {
            return;
        }
        consumer.transaction().attemptBeginsAlone();
        Map<Integer, Throwable> failures = new HashMap<>();
        int reached = 0;
        for (; reached < batch.size() && (failures.isEmpty() || !stops); reached++) {
            try {
                delivered.add(batch.get(reached).offset());
                listen(batch.get(reached));
            } catch (IllegalStateException failure) {
                failures.put(reached, failure);
            }
        }
        if (failures.isEmpty()) {
            batch.forEach(consumer.deliveries()::ended);
        } else {
            BatchFailure which = new BatchFailure(failures, reached, false);
            assertThat(consumer.transaction().attemptFailed(which)).isEqualTo(DeliveryTransaction.Failed.UNDONE);
            consumer.deliveries().failing(batch, which.withNothingDone());
            consumer.deliveries().failed(batch, new IllegalStateException("a batch"));
        }
    }

    private List<ConsumerRecord<String, String>> poll() {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        consumer.poll(Duration.ZERO).forEach(records::add);
        return records;
    }

    /** Has the listener end with a record. */
    private void end(ConsumerRecord<String, String> record) {
        consumer.transaction().attemptBegins();
        delivered.add(record.offset());
        listen(record);
        consumer.deliveries().ended(record);
    }

    private void listen(ConsumerRecord<String, String> record) {
        if (record.value().equals("slow")) {
            now = now.plusSeconds(1);
        }
        if (!record.value().equals("fails")) {
            send(record.value());
        }
        if (record.value().contains("fails")) {
            throw new IllegalStateException("as it says");
        }
    }

    private void send(String value) {
        producer().sends.sent();
        var unused = producer().send(new ProducerRecord<>("out", value));
    }

    /** What committed transactions have written; forwards by their topic. */
    private List<String> committed() {
        return producers.stream()
                .flatMap(each -> each.history().stream())
                .map(record -> record.topic().equals("out") ? (String) record.value() : record.topic())
                .toList();
    }

    private OffsetAndMetadata offset() {
        Map<TopicPartition, OffsetAndMetadata> last = null;
        for (Mock each : producers) {
            for (Map<String, Map<TopicPartition, OffsetAndMetadata>> offsets : each.consumerGroupOffsetsHistory()) {
                last = offsets.get("dummy.group.id");
            }
        }
        return last == null ? null : last.get(MAIN);
    }

    private Mock producer() {
        return producers.get(producers.size() - 1);
    }

    private RetryConsumer<String, String> consumer() {
        return new RetryConsumer<>(
                inner,
                new PayloadDeserializer<>(new StringDeserializer(), new StringDeserializer()),
                new Interceptors<>(List.of()),
                TestListening.of(() -> now, forward -> {}),
                TopicRole.MAIN,
                new PollBounds(500, 300_000),
                new Outcomes(nanos -> now = now.plusNanos(nanos)),
                null,
                new Transactional(
                        new ForwardTransaction(
                                () -> {
                                    Mock made = new Mock();
                                    producers.add(made);
                                    return new TransactionalProducer(made, made.sends);
                                },
                                (topic, failure) -> {},
                                new QuietLog(() -> now),
                                () -> now),
                        scope));
    }

    /** A consumer that may have left its group without knowing. */
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // there is one thread only
    private static final class Member extends MockConsumer<ByteBuffer, ByteBuffer> {

        private boolean member = true;
        private boolean owns = true;

        Member() {
            super("earliest");
        }

        @Override
        public Set<TopicPartition> assignment() {
            return owns ? super.assignment() : Set.of();
        }

        @Override
        @SuppressWarnings({"deprecation", "removal"}) // nothing else tells that somebody is no member
        public ConsumerGroupMetadata groupMetadata() {
            return member ? super.groupMetadata() : new ConsumerGroupMetadata("dummy.group.id");
        }
    }

    private static final class Scope implements TransactionScope {

        private boolean open;

        @Override
        public void open(Producer<Object, Object> producer) {
            assertThat(open).isFalse();
            open = true;
        }

        @Override
        public boolean isRollbackOnly() {
            return false;
        }

        @Override
        public void close() {
            open = false;
        }
    }

    /** A producer whose broker accepts everything but what is too large, or goes to a topic that is refused. */
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // there is one thread only
    private final class Mock extends MockProducer<Object, Object> {

        private final Sends sends = new Sends();
        private int unansweredCommits;
        private int brokenCommits;
        private boolean tooLarge;

        Mock() {
            super(Cluster.empty(), true, null, (topic, data) -> new byte[0], (topic, data) -> new byte[0]);
        }

        @Override
        public List<PartitionInfo> partitionsFor(String topic) {
            Node node = new Node(0, "localhost", 1);
            return List.of(new PartitionInfo(topic, 0, node, new Node[] {node}, new Node[] {node}));
        }

        @Override
        public void beginTransaction() {
            tooLarge = false;
            super.beginTransaction();
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<Object, Object> record, Callback callback) {
            if ("too large".equals(record.value())) {
                sends.failed(new RecordTooLargeException());
                tooLarge = true;
            }
            if (refused.contains(record.topic())) {
                tooLarge = true;
                RuntimeException failure = new TopicAuthorizationException(record.topic());
                callback.onCompletion(null, failure);
                return CompletableFuture.failedFuture(failure);
            }
            return super.send(record, callback);
        }

        @Override
        public void commitTransaction() {
            if (unansweredCommits > 0) {
                unansweredCommits--;
                throw new TimeoutException("no answer");
            }
            if (tooLarge || brokenCommits-- > 0) {
                throw new KafkaException("a batch failed");
            }
            super.commitTransaction();
        }

        @Override
        public void abortTransaction() {
            if (unansweredCommits > 0) {
                throw new IllegalStateException("a commit is under way");
            }
            super.abortTransaction();
        }
    }
}
