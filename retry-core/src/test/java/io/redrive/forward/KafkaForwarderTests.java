package io.redrive.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ch.qos.logback.classic.Level;
import io.redrive.log.CapturedLog;
import io.redrive.log.QuietLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownProducerIdException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KafkaForwarderTests {

    private final CapturedLog captured = new CapturedLog(KafkaForwarder.class.getName());
    private final ManualScheduler scheduler = new ManualScheduler();
    private final Outcomes outcomes = new Outcomes(nanos -> {});
    private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
    private int partitions = 3;
    private Instant now = Instant.EPOCH;
    private Supplier<Producer<byte[], byte[]>> next = this::mockProducer;

    private final KafkaForwarder forwarder =
            new KafkaForwarder(() -> next.get(), scheduler, new QuietLog(() -> Instant.EPOCH), () -> now);

    @AfterEach
    void stopCapturing() {
        captured.close();
    }

    @Test
    void openingATopicTellsItsPartitions() {
        assertThat(forwarder.open("retry")).isEqualTo(3);
    }

    @Test
    void aForwardToAnOpenTopicIsSentAtOnceAndAcknowledgedOnce() {
        forwarder.open("retry");
        Forward forward = forward("retry");

        forwarder.forward(forward);

        assertThat(producer().history()).containsExactly(forward.record());
        assertThat(outcomes.poll()).isNull();

        producer().completeNext();

        assertThat(drain()).containsExactly(new Outcome.Acknowledged(forward));
        assertThat(scheduler.size()).isZero();
    }

    @Test
    void aForwardToATopicThatIsNotOpenIsSentByTheScheduler() {
        forwarder.open("dlt");
        Forward first = forward("retry");
        Forward second = forward("retry");

        forwarder.forward(first);
        forwarder.forward(second);

        assertThat(producer().history()).isEmpty();

        scheduler.run();

        assertThat(producer().history()).containsExactly(first.record(), second.record());
    }

    @Test
    void aForwardThatWaitsForItsTopicNeverGoesToAPartitionThatTheTopicDoesNotHave() {
        Forward forward = forward("retry", 7, "key");

        forwarder.forward(forward);
        scheduler.run();

        assertThat(producer().history()).hasSize(1).allMatch(each -> each.partition() < 3);
        assertThat(producer().history().get(0).headers())
                .isEqualTo(forward.record().headers());
    }

    @Test
    void aForwardToAnOpenTopicNeverGoesToAPartitionThatTheTopicDoesNotHave() {
        forwarder.open("retry");

        forwarder.forward(forward("retry", 3, "key"));
        forwarder.forward(forward("retry", 3, "key"));
        forwarder.forward(forward("retry", 4, null));

        assertThat(producer().history())
                .extracting(ProducerRecord::partition)
                .satisfies(partitions -> assertThat(partitions.get(0)).isEqualTo(partitions.get(1)))
                .last()
                .isEqualTo(1);
    }

    @Test
    void aTopicThatHasGrownGetsTheSamePartitionAgain() {
        forwarder.open("retry");
        partitions = 5;

        forwarder.forward(forward("retry", 4, "key"));

        assertThat(producer().history()).extracting(ProducerRecord::partition).containsExactly(4);
    }

    @Test
    void aForwardToATopicThatWasMadeAnewWithFewerPartitionsIsSentAgainToOneThatExists() {
        forwarder.open("retry");
        forwarder.forward(forward("retry", 2, "key"));
        partitions = 1;

        producer().errorNext(new TimeoutException("Partition 2 of topic retry with partition count 1 is not present"));
        scheduler.advance(10_000);

        assertThat(producer().history()).extracting(ProducerRecord::partition).containsExactly(2, 0);
    }

    static List<KafkaException> permanentFailures() {
        return List.of(
                new RecordTooLargeException("too large"),
                new RecordBatchTooLargeException("too large"),
                new InvalidTimestampException("too old"));
    }

    @ParameterizedTest
    @MethodSource("permanentFailures")
    void whatWillNeverBeAcceptedIsRejectedOnceAndNotSentAgain(KafkaException failure) {
        forwarder.open("retry");
        Forward forward = forward("retry");

        forwarder.forward(forward);
        producer().errorNext(failure);
        scheduler.advance(60_000);

        assertThat(drain()).containsExactly(new Outcome.Rejected(forward, failure));
        assertThat(producer().history()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("permanentFailures")
    void whatTheClientRefusesAtOnceIsRejectedToo(KafkaException failure) {
        forwarder.open("retry");
        producer().sendException = failure;
        Forward forward = forward("retry");

        forwarder.forward(forward);

        assertThat(drain()).containsExactly(new Outcome.Rejected(forward, failure));
        assertThat(scheduler.size()).isZero();
    }

    @Test
    void tellsSinceWhenATopicCannotBeWrittenUntilAForwardHasGotThere() {
        forwarder.open("retry");
        forwarder.open("dlt");

        forwarder.forward(forward("retry"));
        producer().errorNext(new TimeoutException("first"));
        now = now.plusSeconds(70);
        scheduler.run();
        producer().errorNext(new TimeoutException("second"));

        assertThat(forwarder.failing())
                .containsOnly(Map.entry(
                        "retry",
                        new FailingTopic(Instant.EPOCH, "org.apache.kafka.common.errors.TimeoutException: first")));

        scheduler.advance(10_000);
        producer().completeNext();

        assertThat(forwarder.failing()).isEmpty();
    }

    @Test
    void tellsThatATopicIsUnknown() {
        next = () -> {
            throw new KafkaException("nowhere");
        };

        forwarder.forward(forward("retry"));
        scheduler.run();

        assertThat(forwarder.failing()).containsOnlyKeys("retry");
    }

    @Test
    void aTopicThatRefusesARecordForGoodCanBeWritten() {
        forwarder.open("retry");

        forwarder.forward(forward("retry"));
        producer().errorNext(new TimeoutException("first"));
        scheduler.advance(10_000);
        producer().errorNext(new RecordTooLargeException("too large"));

        assertThat(forwarder.failing()).isEmpty();
    }

    @Test
    void aProducerThatCannotBeMadeAtFirstIsMadeLater() {
        next = () -> {
            throw new KafkaException("No resolvable bootstrap urls");
        };
        Forward forward = forward("retry");

        forwarder.forward(forward);
        scheduler.advance(30_000);
        next = this::mockProducer;
        scheduler.advance(10_000);
        producer().completeNext();

        assertThat(drain()).containsExactly(new Outcome.Acknowledged(forward));
    }

    @Test
    void aFailureIsToldOnceAndTheForwardSentAgainUntilItSucceeds() {
        forwarder.open("retry");
        Forward forward = forward("retry");
        KafkaException failure = new TimeoutException("first");

        forwarder.forward(forward);
        producer().errorNext(failure);
        scheduler.advance(99);
        assertThat(producer().history()).hasSize(1);

        scheduler.advance(1);
        producer().errorNext(new TimeoutException("second"));
        scheduler.advance(10_000);
        producer().completeNext();

        assertThat(drain()).containsExactly(new Outcome.Failing(forward, failure), new Outcome.Acknowledged(forward));
        assertThat(producer().history()).containsExactly(forward.record(), forward.record(), forward.record());
        assertThat(scheduler.size()).isZero();
    }

    @Test
    void delaysGrowUpToFiveSecondsAndBeginAnewAfterASuccess() {
        forwarder.open("retry");
        forwarder.forward(forward("retry"));
        List<Long> delays = new ArrayList<>();

        for (int i = 0; i < 9; i++) {
            producer().errorNext(new NotLeaderOrFollowerException("moved"));
            delays.add(scheduler.nextIn());
            scheduler.advance(scheduler.nextIn());
        }
        producer().completeNext();
        forwarder.forward(forward("retry"));
        producer().errorNext(new NotLeaderOrFollowerException("moved"));

        assertThat(delays).containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_200L, 5_000L, 5_000L, 5_000L);
        assertThat(scheduler.nextIn()).isEqualTo(100);
    }

    @Test
    void forwardsToAFailingTopicWaitBehindItAndAreSentInTheirOrder() {
        forwarder.open("retry");
        Forward first = forward("retry");
        Forward second = forward("retry");
        Forward third = forward("retry");

        forwarder.forward(first);
        producer().errorNext(new TimeoutException("no"));
        forwarder.forward(second);
        forwarder.forward(third);
        assertThat(producer().history()).hasSize(1);

        scheduler.advance(100);

        assertThat(producer().history().subList(1, 4)).containsExactly(first.record(), second.record(), third.record());
    }

    @Test
    void aFailingTopicDoesNotHoldUpAnother() {
        forwarder.open("retry");
        forwarder.open("dlt");

        forwarder.forward(forward("retry"));
        producer().errorNext(new TimeoutException("no"));
        Forward healthy = forward("dlt");
        forwarder.forward(healthy);
        producer().completeNext();

        assertThat(drain()).last().isEqualTo(new Outcome.Acknowledged(healthy));
    }

    @Test
    void aTopicWhoseMetadataCannotBeHadIsTriedAgain() {
        forwarder.open("dlt");
        producer().partitionsForException = new TimeoutException("no metadata");
        Forward forward = forward("retry");

        forwarder.forward(forward);
        scheduler.run();
        assertThat(scheduler.nextIn()).isEqualTo(200);

        scheduler.advance(200);
        producer().partitionsForException = null;
        scheduler.advance(10_000);
        producer().completeNext();

        assertThat(drain()).containsExactly(new Outcome.Acknowledged(forward));
    }

    @Test
    void anExceptionNobodyExpectsFromThePartitionsDoesNotStrandForwards() {
        forwarder.open("dlt");
        producer().partitionsForException = new UnsupportedOperationException("surprise");
        Forward forward = forward("retry");

        forwarder.forward(forward);
        scheduler.run();
        producer().partitionsForException = null;
        scheduler.advance(10_000);
        producer().completeNext();

        assertThat(drain()).containsExactly(new Outcome.Acknowledged(forward));
    }

    @Test
    void anExceptionNobodyExpectsFromASendStrandsNeitherItsForwardNorThoseBehind() {
        forwarder.open("dlt");
        Forward first = forward("retry");
        Forward second = forward("retry");
        RuntimeException surprise = new IllegalArgumentException("surprise");
        producer().sendException = surprise;

        forwarder.forward(first);
        forwarder.forward(second);
        scheduler.run();
        producer().sendException = null;
        scheduler.advance(10_000);
        producer().completeNext();
        producer().completeNext();

        assertThat(drain())
                .containsExactly(
                        new Outcome.Failing(first, surprise),
                        new Outcome.Failing(second, surprise),
                        new Outcome.Acknowledged(first),
                        new Outcome.Acknowledged(second));
    }

    @Test
    void forwardingDoesNotThrowIntoTheConsumerWhateverTheProducerThrows() {
        forwarder.open("retry");
        producer().sendException = new IllegalArgumentException("surprise");
        Forward forward = forward("retry");

        forwarder.forward(forward);

        assertThat(drain()).hasSize(1).hasOnlyElementsOfType(Outcome.Failing.class);
    }

    @Test
    void forwardingDoesNotThrowWhenTheSchedulerHasStopped() {
        forwarder.open("dlt");
        scheduler.shutdown();

        forwarder.forward(forward("retry"));

        assertThat(drain()).isEmpty();
    }

    @Test
    void aProducerInWhichSendsFailForGoodIsReplacedAndTheForwardArrives() {
        forwarder.open("retry");
        Forward forward = forward("retry");
        forwarder.forward(forward);

        failUntilReplaced();

        assertThat(producers).hasSize(2);
        assertThat(producers.get(0).closed()).isTrue();
        assertThat(producer().history()).containsExactly(forward.record());

        producer().completeNext();

        assertThat(drain()).hasSize(2).last().isEqualTo(new Outcome.Acknowledged(forward));
    }

    @Test
    void failuresThatPassDoNotReplaceTheProducer() {
        forwarder.open("retry");
        forwarder.forward(forward("retry"));

        for (int i = 0; i < 30; i++) {
            producer().errorNext(new NotLeaderOrFollowerException("moved"));
            scheduler.advance(5_000);
        }

        assertThat(producers).hasSize(1);
        assertThat(producer().closed()).isFalse();
    }

    static List<KafkaException> refusals() {
        return List.of(
                new TopicAuthorizationException("no ACL"),
                new ClusterAuthorizationException("no ACL"),
                new InvalidTopicException("no name"),
                new PolicyViolationException("no"),
                new UnknownServerException("no"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aTopicThatIsRefusedDoesNotCostTheOthersTheirProducer(KafkaException refusal) {
        forwarder.open("retry");
        forwarder.open("dlt");
        Forward refused = forward("retry");
        forwarder.forward(refused);

        for (int i = 0; i < 30; i++) {
            producer().errorNext(refusal);
            scheduler.advance(5_000);
        }

        assertThat(producers).hasSize(1);
        assertThat(producer().closed()).isFalse();

        producer().completeNext();

        assertThat(drain()).hasSize(2).last().isEqualTo(new Outcome.Acknowledged(refused));
    }

    static List<RuntimeException> ends() {
        return List.of(
                new KafkaException(
                        "Cannot execute transactional method because we are in an error state",
                        new ClusterAuthorizationException("no ACL")),
                new IllegalStateException("Cannot perform operation after producer has been closed"),
                new ProducerFencedException("fenced"),
                new InvalidProducerEpochException("old"),
                new OutOfOrderSequenceException("gap"),
                new UnknownProducerIdException("forgotten"),
                new InvalidPidMappingException("other"),
                new UnsupportedVersionException("old broker"),
                new SaslAuthenticationException("old password"));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void aProducerThatHasComeToItsEndIsReplaced(RuntimeException end) {
        forwarder.open("retry");
        forwarder.forward(forward("retry"));

        for (int i = 0; i < 5; i++) {
            producers.get(0).errorNext(end);
            scheduler.advance(scheduler.nextIn());
        }

        assertThat(producers).hasSize(2);
        assertThat(producers.get(0).closed()).isTrue();
    }

    @Test
    void whenNoNewProducerCanBeMadeTheOldOneGoesOn() {
        forwarder.open("retry");
        Forward forward = forward("retry");
        forwarder.forward(forward);
        next = () -> {
            throw new KafkaException("Failed to construct kafka producer");
        };

        failUntilReplaced();
        assertThat(producers).hasSize(1);
        assertThat(producer().closed()).isFalse();

        scheduler.advance(10_000);
        producer().completeNext();

        assertThat(drain()).hasSize(2).last().isEqualTo(new Outcome.Acknowledged(forward));
    }

    @Test
    void whenMetadataFailsForGoodAndNoNewProducerCanBeMadeItIsStillTriedAgain() {
        forwarder.open("dlt");
        producer().partitionsForException = new KafkaException("broken");
        Forward forward = forward("retry");
        forwarder.forward(forward);
        next = () -> {
            throw new KafkaException("Failed to construct kafka producer");
        };

        scheduler.advance(120_000);
        producer().partitionsForException = null;
        scheduler.advance(10_000);
        producer().completeNext();

        assertThat(drain()).containsExactly(new Outcome.Acknowledged(forward));
    }

    @Test
    void theTopicsOfAReplacedProducerAreOpenedAnewBeforeTheConsumerSendsToThem() {
        forwarder.open("dlt");
        forwarder.open("retry");
        forwarder.forward(forward("retry"));
        failUntilReplaced();
        producer().completeNext();
        Forward forward = forward("dlt");

        forwarder.forward(forward);

        assertThat(producer().history()).doesNotContain(forward.record());

        scheduler.run();

        assertThat(producer().history()).contains(forward.record());
    }

    @Test
    void whatABrokenProducerGivesUpWhenItIsClosedIsSentByTheNewOne() {
        forwarder.open("retry");
        forwarder.open("dlt");
        Forward bystander = forward("dlt");
        forwarder.forward(forward("retry"));
        failUntilReplaced();
        producer().completeNext();
        MockProducer<byte[], byte[]> broken = producers.get(0);
        forwarder.forward(bystander);
        scheduler.run();

        producer().errorNext(new KafkaException("Producer is closed forcefully."));
        scheduler.advance(10_000);
        producer().completeNext();

        assertThat(broken.closed()).isTrue();
        assertThat(drain()).last().isEqualTo(new Outcome.Acknowledged(bystander));
    }

    @Test
    void afterClosingNothingIsReportedOrScheduled() {
        forwarder.open("retry");
        forwarder.forward(forward("retry"));
        forwarder.forward(forward("dlt"));

        forwarder.close();
        producer().errorNext(new KafkaException("Producer is closed forcefully."));
        scheduler.run();

        assertThat(producer().closed()).isTrue();
        assertThat(drain()).isEmpty();
        assertThat(scheduler.size()).isZero();
    }

    @Test
    void afterClosingNoProducerIsMadeThatNobodyWouldClose() {
        forwarder.forward(forward("retry"));

        forwarder.close();
        scheduler.advance(60_000);

        assertThat(producers).isEmpty();
        assertThat(drain()).isEmpty();
    }

    @Test
    void whatIsAcknowledgedWhileClosingIsStillReported() {
        forwarder.open("retry");
        Forward forward = forward("retry");
        forwarder.forward(forward);

        forwarder.close();
        producer().completeNext();

        assertThat(drain()).containsExactly(new Outcome.Acknowledged(forward));
    }

    @Test
    void aFailingTopicIsLoggedOnce() {
        forwarder.open("retry");
        for (int i = 0; i < 20; i++) {
            forwarder.forward(forward("retry"));
            producer().errorNext(new TimeoutException("no"));
            scheduler.advance(5_000);
        }

        assertThat(captured.count(Level.WARN)).isOne();
        assertThat(captured.lines().get(0)).contains("retry").contains("offsets are held");
    }

    @Test
    void aForwardKnowsWhatItOccupies() {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                "topic", 0, null, new byte[10], new byte[100], List.of(new RecordHeader("name", new byte[7])));
        ProducerRecord<byte[], byte[]> empty =
                new ProducerRecord<>("topic", 0, null, null, null, List.of(new RecordHeader("name", (byte[]) null)));

        assertThat(new Forward(outcomes, record) {}.bytes()).isEqualTo(64 + 10 + 100 + 4 + 7);
        assertThat(new Forward(outcomes, empty) {}.bytes()).isEqualTo(64 + 4);
    }

    @Test
    void aForwardThatIsNotUnderWayCannotBeCompleted() {
        Forward forward = forward("retry");

        assertThatIllegalStateException()
                .isThrownBy(() -> forward.onCompletion(null, null))
                .withMessageContaining("retry");
    }

    @Test
    void everyForwardHasExactlyOneEndWhateverHappens() {
        Long replay = Long.getLong("sim.seed");
        for (long seed = replay == null ? 1 : replay; seed <= (replay == null ? 500 : replay); seed++) {
            new History(seed).run();
        }
    }

    private void failUntilReplaced() {
        MockProducer<byte[], byte[]> broken = producer();
        for (int i = 0; i < 5; i++) {
            broken.errorNext(new KafkaException("fatal"));
            scheduler.advance(scheduler.nextIn());
        }
    }

    private MockProducer<byte[], byte[]> producer() {
        return producers.get(producers.size() - 1);
    }

    private Producer<byte[], byte[]> mockProducer() {
        MockProducer<byte[], byte[]> made = newProducer(() -> partitions);
        producers.add(made);
        return made;
    }

    /** Returns a producer that knows all partitions there may ever be, and shows the first of them. */
    private static MockProducer<byte[], byte[]> newProducer(IntSupplier partitionCount) {
        Node node = new Node(0, "localhost", 9092);
        List<PartitionInfo> partitions = new ArrayList<>();
        for (String topic : List.of("retry", "dlt")) {
            for (int partition = 0; partition < 9; partition++) {
                partitions.add(new PartitionInfo(topic, partition, node, new Node[] {node}, new Node[] {node}));
            }
        }
        Cluster cluster = new Cluster("cluster", List.of(node), partitions, Set.of(), Set.of());
        return new MockProducer<>(cluster, false, null, new ByteArraySerializer(), new ByteArraySerializer()) {

            @Override
            public synchronized List<PartitionInfo> partitionsFor(String topic) {
                return super.partitionsFor(topic).subList(0, partitionCount.getAsInt());
            }
        };
    }

    private Forward forward(String topic) {
        return new Forward(outcomes, new ProducerRecord<>(topic, 0, new byte[] {1}, new byte[] {2})) {};
    }

    private Forward forward(String topic, int partition, @Nullable String key) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, partition, 1L, key == null ? null : key.getBytes(UTF_8), new byte[] {2});
        record.headers().add("name", new byte[] {3});
        return new Forward(outcomes, record) {};
    }

    private List<Outcome> drain() {
        return drain(outcomes);
    }

    private static List<Outcome> drain(Outcomes outcomes) {
        List<Outcome> all = new ArrayList<>();
        for (Outcome outcome = outcomes.poll(); outcome != null; outcome = outcomes.poll()) {
            all.add(outcome);
        }
        return all;
    }

    /** Forwards to two topics through producers that fail in every way they can, and in the end do not. */
    private static final class History {

        private final long seed;
        private final Random random;
        private final ManualScheduler scheduler = new ManualScheduler();
        private final Outcomes outcomes = new Outcomes(nanos -> {});
        private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
        private final Set<Forward> forwards = new HashSet<>();
        private boolean nothingFails;

        History(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        void run() {
            KafkaForwarder forwarder = new KafkaForwarder(
                    this::makeProducer, scheduler, new QuietLog(() -> Instant.EPOCH), () -> Instant.EPOCH);
            for (int step = 0; step < 120; step++) {
                makeFail();
                switch (random.nextInt(4)) {
                    case 0 -> {
                        Forward forward = new Forward(
                                outcomes,
                                new ProducerRecord<>(random.nextBoolean() ? "retry" : "dlt", 0, null, new byte[1])) {};
                        forwards.add(forward);
                        forwarder.forward(forward);
                    }
                    case 1 -> scheduler.advance(random.nextInt(2_000));
                    default -> completeSome();
                }
            }
            nothingFails = true;
            for (int i = 0; i < 5; i++) {
                makeFail();
                scheduler.advance(60_000);
                for (MockProducer<byte[], byte[]> producer : producers) {
                    while (producer.completeNext()) {
                        // Until all are acknowledged.
                    }
                }
            }

            check(drain(outcomes));
        }

        private void makeFail() {
            for (MockProducer<byte[], byte[]> producer : producers) {
                producer.sendException = nothingFails || random.nextInt(5) > 0 ? null : failure();
                producer.partitionsForException = nothingFails || random.nextInt(5) > 0 ? null : failure();
            }
        }

        private void completeSome() {
            for (MockProducer<byte[], byte[]> producer : producers) {
                if (producer.closed()) {
                    while (producer.errorNext(new KafkaException("Producer is closed forcefully."))) {
                        // A real one gives up all of them.
                    }
                } else if (random.nextInt(3) == 0) {
                    producer.completeNext();
                } else {
                    producer.errorNext(failure());
                }
            }
        }

        private RuntimeException failure() {
            return switch (random.nextInt(8)) {
                case 0 -> new RecordTooLargeException("too large");
                case 1 -> new TimeoutException("late");
                case 2 -> new IllegalStateException("closed");
                case 3 -> new IllegalArgumentException("surprise");
                default -> new KafkaException("fatal");
            };
        }

        private Producer<byte[], byte[]> makeProducer() {
            if (!producers.isEmpty() && !nothingFails && random.nextInt(3) == 0) {
                throw new KafkaException("Failed to construct kafka producer");
            }
            MockProducer<byte[], byte[]> made = newProducer(() -> 3);
            producers.add(made);
            return made;
        }

        private void check(List<Outcome> all) {
            Map<Forward, Integer> ends = new HashMap<>();
            Map<Forward, Integer> failing = new HashMap<>();
            for (Outcome each : all) {
                Outcome.OfForward outcome = (Outcome.OfForward) each;
                if (outcome instanceof Outcome.Failing) {
                    assertThat(ends).as("seed %d", seed).doesNotContainKey(outcome.forward());
                    failing.merge(outcome.forward(), 1, Integer::sum);
                } else {
                    ends.merge(outcome.forward(), 1, Integer::sum);
                }
            }
            assertThat(ends.keySet()).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(forwards);
            assertThat(ends.values()).as("seed %d", seed).allMatch(count -> count == 1);
            assertThat(failing.values()).as("seed %d", seed).allMatch(count -> count == 1);
        }
    }
}
