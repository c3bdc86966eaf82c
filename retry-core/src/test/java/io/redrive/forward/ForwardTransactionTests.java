package io.redrive.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.forward.ForwardTransaction.End;
import io.redrive.log.QuietLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class ForwardTransactionTests {

    private static final ConsumerGroupMetadata GROUP = new MockConsumer<>("earliest").groupMetadata();
    private static final Map<TopicPartition, OffsetAndMetadata> OFFSETS =
            Map.of(new TopicPartition("main", 0), new OffsetAndMetadata(7, "beyond"));

    private final Outcomes outcomes = new Outcomes(nanos -> {});
    private final List<Transactions> producers = new ArrayList<>();
    private final Map<String, Exception> topicFailures = new HashMap<>();
    private Instant now = Instant.EPOCH;
    private UnaryOperator<Transactions> next = each -> each;

    private final ForwardTransaction transaction = new ForwardTransaction(
            () -> {
                Transactions made = next.apply(new Transactions());
                producers.add(made);
                return new TransactionalProducer(made, made.sends);
            },
            (topic, failure) -> {
                if (failure == null) {
                    topicFailures.remove(topic);
                } else {
                    topicFailures.put(topic, failure);
                }
            },
            new QuietLog(() -> Instant.EPOCH),
            () -> now);

    @Test
    void forwardsAndOffsetsAreOneTransaction() {
        // given
        Forward forward = stage("retry");

        // when
        End end = commit();

        // then
        assertThat(end).isEqualTo(End.COMMITTED);
        assertThat(drain()).containsExactly(new Outcome.Acknowledged(forward));
        assertThat(producer().history()).hasSize(1);
        assertThat(producer().consumerGroupOffsetsHistory()).containsExactly(Map.of(GROUP.groupId(), OFFSETS));
        assertThat(transaction.isBegun()).isFalse();
    }

    @Test
    void aForwardThatCannotBeWrittenAsItIsComesBackAndTheOthersAreStagedAgain() {
        // given
        Forward large = stage("retry");
        Forward other = stage("dlt");
        transaction.prepare();
        producer().failing.put("retry", new RecordTooLargeException());

        // when
        End end = commit();

        // then
        assertThat(end).isEqualTo(End.ABORTED);
        assertThat(drain())
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.forward()).isSameAs(large));
        assertThat(producer().history()).isEmpty();

        // when
        assertThat(commit()).isEqualTo(End.COMMITTED);

        // then
        assertThat(drain()).containsExactly(new Outcome.Acknowledged(other));
    }

    @Test
    void whatATopicRefusesWaitsAndOtherTransactionsGoOnWithoutIt() {
        // given
        Forward refused = stage("retry");
        transaction.prepare();
        producer().failing.put("retry", new TopicAuthorizationException("retry"));
        assertThat(commit()).isEqualTo(End.ABORTED);
        Forward behind = stage("retry");
        Forward other = stage("dlt");

        // when
        assertThat(commit()).isEqualTo(End.COMMITTED);

        // then
        assertThat(drain())
                .satisfiesExactly(
                        first -> assertThat(first).isInstanceOf(Outcome.Failing.class),
                        second -> assertThat(second).isInstanceOf(Outcome.Failing.class),
                        third -> assertThat(third).isEqualTo(new Outcome.Acknowledged(other)));
        assertThat(topicFailures).containsOnlyKeys("retry");

        // when
        producer().failing.clear();
        now = now.plusSeconds(1);
        List<Forward> probe = transaction.takeProbe();
        assertThat(transaction.commit(probe, Map.of(), GROUP)).isEqualTo(End.COMMITTED);
        assertThat(commit()).isEqualTo(End.COMMITTED);

        // then
        assertThat(probe).containsExactly(refused);
        assertThat(drain()).containsExactly(new Outcome.Acknowledged(refused), new Outcome.Acknowledged(behind));
        assertThat(topicFailures).isEmpty();
    }

    @Test
    void aTopicThatDoesNotExistHoldsUpNoTransaction() {
        // given
        stage("missing");
        stage("missing");
        Forward other = stage("retry");
        stage("missing");
        transaction.prepare();
        producer().unknown.add("missing");

        // when
        End end = commit();

        // then
        assertThat(end).isEqualTo(End.COMMITTED);
        assertThat(drain()).contains(new Outcome.Acknowledged(other));
        assertThat(topicFailures).containsOnlyKeys("missing");
        assertThat(producer().waits).as("how often it was waited for").isEqualTo(1);
    }

    @Test
    void aCommitThatTimesOutIsAskedForAgain() {
        // given
        Forward forward = stage("retry");
        transaction.prepare();
        producer().unansweredCommits = 2;

        // when
        End end = commit();

        // then
        assertThat(end).isEqualTo(End.COMMITTED);
        assertThat(drain()).containsExactly(new Outcome.Acknowledged(forward));
        assertThat(producers).hasSize(1);
    }

    @Test
    void nobodyKnowsWhatBecameOfACommitThatIsNeverAnswered() {
        // given
        stage("retry");
        transaction.prepare();
        producer().unansweredCommits = 100;

        // when
        End end = commit();

        // then
        assertThat(end).isEqualTo(End.UNKNOWN);
        assertThat(drain()).isEmpty();
        assertThat(producer().closed()).isTrue();
        assertThat(transaction.prepare()).isFalse();
        now = now.plusSeconds(10);
        assertThat(transaction.prepare()).isTrue();
        assertThat(producers).hasSize(2);
        assertThat(producer().transactionInitialized()).isTrue();
    }

    @Test
    void aFencedProducerIsReplacedAndNothingOfItsTransactionWasWritten() {
        // given
        Forward forward = stage("retry");
        transaction.prepare();
        transaction.begin();
        producer().fenceProducer();

        // when
        End end = transaction.commit(transaction.take(), OFFSETS, GROUP);

        // then
        assertThat(end).isEqualTo(End.ABORTED);
        assertThat(drain()).isEmpty();

        // when
        now = now.plusSeconds(1);
        assertThat(transaction.prepare()).isTrue();
        assertThat(commit()).isEqualTo(End.COMMITTED);

        // then
        assertThat(drain()).containsExactly(new Outcome.Acknowledged(forward));
        assertThat(producers).hasSize(2);
    }

    @Test
    void waitsAMomentBeforeAProducerThatCouldNotBeMadeIsMadeAgain() {
        // given
        next = made -> {
            made.initTransactionException = new TimeoutException("no coordinator");
            return made;
        };

        // when
        boolean first = transaction.prepare();
        boolean atOnce = transaction.prepare();
        next = made -> made;
        now = now.plusMillis(100);

        // then
        assertThat(first).isFalse();
        assertThat(atOnce).isFalse();
        assertThat(transaction.prepare()).isTrue();
        assertThat(producers).hasSize(2);
    }

    @Test
    void aForwardOfARecordThatBelongsToSomebodyElseIsNotSent() {
        // given
        boolean[] moot = {false};
        Forward forward = new Forward(outcomes, record("retry")) {

            @Override
            protected boolean isMoot() {
                return moot[0];
            }
        };
        transaction.prepare();
        transaction.forward(forward);

        // when
        moot[0] = true;
        End end = commit();

        // then
        assertThat(end).isEqualTo(End.COMMITTED);
        assertThat(producer().history()).isEmpty();
        assertThat(drain()).containsExactly(new Outcome.Undone(forward));
    }

    @Test
    void whatIsHeldForAMissingTopicIsWaitedForOnceAndHeldOn() {
        // given
        stage("missing");
        stage("missing");
        transaction.prepare();
        producer().unknown.add("missing");
        commit();
        now = now.plusSeconds(10);

        // when
        assertThat(transaction.takeHeld()).isEmpty();

        // then
        assertThat(producer().waits).isEqualTo(2);
        producer().unknown.clear();
        now = now.plusSeconds(10);
        assertThat(transaction.takeHeld()).hasSize(2);
    }

    @Test
    void aTopicIsNotToldToFailAnyMoreWhenNothingWaitsForItAnyMore() {
        // given
        boolean[] moot = {false};
        Forward forward = new Forward(outcomes, record("retry")) {

            @Override
            protected boolean isMoot() {
                return moot[0];
            }
        };
        transaction.prepare();
        transaction.forward(forward);
        producer().failing.put("retry", new TopicAuthorizationException("retry"));
        commit();
        assertThat(topicFailures).containsOnlyKeys("retry");

        // when
        moot[0] = true;
        assertThat(transaction.takeProbe()).isEmpty();

        // then
        assertThat(topicFailures).isEmpty();
    }

    @Test
    void tellsWhetherTheApplicationHasSentAnythingSinceAnAttemptBegan() {
        // given
        transaction.prepare();
        transaction.begin();
        producer().sends.sent();
        boolean before = transaction.hasSent();

        // when
        transaction.mark();

        // then
        assertThat(before).isTrue();
        assertThat(transaction.hasSent()).isFalse();
        producer().sends.sent();
        assertThat(transaction.hasSent()).isTrue();
    }

    @Test
    void tellsASendToATopicThatDoesNotExistFromOneThatBrokersDoNotAnswer() {
        // given
        TimeoutException unanswered = new TimeoutException("not present in metadata");
        TimeoutException unknown =
                new TimeoutException("not present in metadata", new UnknownTopicOrPartitionException());

        // then
        assertThat(ForwardTransaction.isOfRecord(unanswered)).isFalse();
        assertThat(ForwardTransaction.isOfRecord(unknown)).isTrue();
    }

    private Forward stage(String topic) {
        Forward forward = new Forward(outcomes, record(topic)) {};
        transaction.forward(forward);
        return forward;
    }

    private static ProducerRecord<byte[], byte[]> record(String topic) {
        return new ProducerRecord<>(topic, 0, 1L, null, topic.getBytes(UTF_8), List.of());
    }

    private End commit() {
        now = now.plusMillis(200);
        assertThat(transaction.prepare()).isTrue();
        return transaction.commit(transaction.take(), OFFSETS, GROUP);
    }

    private Transactions producer() {
        return producers.get(producers.size() - 1);
    }

    private List<Outcome> drain() {
        List<Outcome> drained = new ArrayList<>();
        for (Outcome each = outcomes.poll(); each != null; each = outcomes.poll()) {
            drained.add(each);
        }
        return drained;
    }

    /** A producer that fails as told. */
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // there is one thread only
    private static final class Transactions extends MockProducer<Object, Object> {

        final Sends sends = new Sends();
        final Map<String, RuntimeException> failing = new HashMap<>();
        final Set<String> unknown = new HashSet<>();
        int unansweredCommits;
        int waits;
        private RuntimeException broken;

        Transactions() {
            super(Cluster.empty(), true, null, (topic, data) -> new byte[0], (topic, data) -> new byte[0]);
        }

        @Override
        public List<PartitionInfo> partitionsFor(String topic) {
            if (unknown.contains(topic)) {
                waits++;
                throw new TimeoutException(topic + " not present in metadata");
            }
            Node node = new Node(0, "localhost", 1);
            return List.of(new PartitionInfo(topic, 0, node, new Node[] {node}, new Node[] {node}));
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<Object, Object> record, Callback callback) {
            RuntimeException failure = failing.get(record.topic());
            if (failure == null) {
                return super.send(record, callback);
            }
            broken = failure;
            callback.onCompletion(null, failure);
            return CompletableFuture.failedFuture(failure);
        }

        @Override
        public void sendOffsetsToTransaction(
                Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
            if (broken != null) {
                throw broken;
            }
            super.sendOffsetsToTransaction(offsets, group);
        }

        @Override
        public void commitTransaction() {
            if (unansweredCommits > 0) {
                unansweredCommits--;
                throw new TimeoutException("no answer");
            }
            super.commitTransaction();
        }

        @Override
        public void abortTransaction() {
            broken = null;
            if (unansweredCommits > 0) {
                throw new IllegalStateException("a commit is under way");
            }
            super.abortTransaction();
        }
    }
}
