package io.redrive.forward;

import io.redrive.log.QuietLog;
import io.redrive.schedule.RetryPause;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transactions of one consumer: what its listener sends, its forwards and its offsets are written together, or not at
 * all. Forwards are staged until their transaction commits, and staged again when it does not. Consumer thread only.
 */
public final class ForwardTransaction implements RecordForwarder {

    private static final Logger log = LoggerFactory.getLogger(ForwardTransaction.class);

    /** How often a commit is asked for whose answer does not come within {@code max.block.ms}. */
    private static final int MOST_COMMITS = 6;

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Supplier<TransactionalProducer> producers;
    private final QuietLog quiet;
    private final InstantSource clock;
    private final List<Forward> staged = new ArrayList<>();
    private final ClosedTopics closed;
    private final RetryPause pause = new RetryPause();
    private @Nullable TransactionalProducer producer;
    private @Nullable Sends lastSends;
    private boolean begun;
    private long sendsAtMark;

    /** How a transaction has ended. */
    public enum End {
        /** All of it took effect. */
        COMMITTED,
        /** None of it took effect. */
        ABORTED,
        /** Nobody has said; the offsets of the group tell, once the next producer is {@linkplain #prepare() ready}. */
        UNKNOWN
    }

    /** A forward that is part of the running transaction. */
    private static final class Sent implements Callback {

        private final Forward forward;
        private volatile @Nullable Exception failure;

        Sent(Forward forward) {
            this.forward = forward;
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
            failure = exception;
        }

        /** What it failed of, and not because something else in its transaction did. */
        @Nullable
        Exception ownFailure() {
            Exception any = failure;
            return any instanceof TransactionAbortedException || (any != null && BrokenProducer.isToldBy(any))
                    ? null
                    : any;
        }
    }

    /**
     * Creates one without a producer.
     *
     * @param producers makes the producer, always with the same transactional id: so that a new one ends what an old one
     *     has left open
     * @param topicFailures is told which topics cannot be written, and, with null, which can again
     * @param quiet limits how often failures are logged
     * @param clock the time
     */
    public ForwardTransaction(
            Supplier<TransactionalProducer> producers,
            BiConsumer<String, @Nullable Exception> topicFailures,
            QuietLog quiet,
            InstantSource clock) {
        this.producers = producers;
        this.quiet = quiet;
        this.clock = clock;
        this.closed = new ClosedTopics(topicFailures, quiet, clock);
    }

    /**
     * Makes sure that a transaction can begin; may block for {@code max.block.ms}. Returns false while that failed a moment
     * ago, or a transaction did.
     */
    public boolean prepare() {
        if (!pause.isOver(clock.millis())) {
            return false;
        }
        if (producer != null) {
            return true;
        }
        TransactionalProducer made = null;
        try {
            made = producers.get();
            made.client().initTransactions();
            producer = made;
            return true;
        } catch (RuntimeException failure) {
            if (made != null) {
                closeQuietly(made, Duration.ZERO);
            }
            backOff("A producer of transactions is not ready and is made anew", failure);
            return false;
        }
    }

    /** Begins a transaction with a producer that is {@linkplain #prepare() ready}, and returns it. */
    public Producer<Object, Object> begin() {
        TransactionalProducer current = current();
        try {
            current.client().beginTransaction();
        } catch (RuntimeException failure) {
            producer = null;
            closeQuietly(current, Duration.ZERO);
            backOff("A producer of transactions has come to its end and is made anew", failure);
            throw failure;
        }
        begun = true;
        current.sends().forgetFailure();
        lastSends = current.sends();
        mark();
        return current.client();
    }

    /** Whether a transaction has begun and not ended. */
    public boolean isBegun() {
        return begun;
    }

    /** Notes that an attempt has ended, and that what is sent from now on belongs to the next one. */
    public void mark() {
        sendsAtMark = current().sends().count();
    }

    /** Whether the application has sent anything since the last attempt ended. */
    public boolean hasSent() {
        return producer != null && current().sends().count() != sendsAtMark;
    }

    /** Returns why a record of the application could not be sent in the last transaction, or null. */
    public @Nullable Exception sendFailure() {
        return lastSends == null ? null : lastSends.failure();
    }

    /** Whether a failed send tells something about what was sent, and not about brokers or the producer. */
    public static boolean isOfRecord(Exception sendFailure) {
        return isOfUnknownTopic(sendFailure)
                || !(sendFailure instanceof RetriableException
                        || sendFailure instanceof TransactionAbortedException
                        || BrokenProducer.isToldBy(sendFailure));
    }

    /** A topic that brokers do not know is waited for, and may never come. */
    private static boolean isOfUnknownTopic(Exception sendFailure) {
        return sendFailure instanceof TimeoutException
                && sendFailure.getCause() instanceof UnknownTopicOrPartitionException;
    }

    /** Lets no transaction begin for a moment. */
    public void pause(String why) {
        backOff("A transaction cannot be committed yet", new IllegalStateException(why));
    }

    @Override
    public void forward(Forward forward) {
        if (!closed.holds(forward)) {
            staged.add(forward);
        }
    }

    /** Returns how many forwards wait for the next transaction. */
    public int staged() {
        return staged.size();
    }

    /** Takes the forwards that go with the next transaction: those of topics that can be written. */
    public List<Forward> take() {
        List<Forward> taken = new ArrayList<>();
        for (Forward each : List.copyOf(staged)) {
            if (isWanted(each) && !closed.holds(each) && isOpen(each)) {
                taken.add(each);
            }
        }
        staged.clear();
        return taken;
    }

    /** Takes what waits for a topic that is to be tried again now; it goes with a transaction of its own. */
    public List<Forward> takeProbe() {
        Forward probe = closed.probe(this::isWanted);
        return probe != null && isOpen(probe) ? List.of(probe) : List.of();
    }

    /** Takes all that waits for topics that are to be tried again now. */
    public List<Forward> takeHeld() {
        List<Forward> taken = new ArrayList<>();
        Set<String> unknown = new HashSet<>();
        for (Forward each : closed.takeAll()) {
            String topic = each.record().topic();
            if (!isWanted(each)) {
                continue;
            }
            if (unknown.contains(topic)) {
                closed.holds(each);
            } else if (isOpen(each)) {
                taken.add(each);
            } else {
                unknown.add(topic);
            }
        }
        return taken;
    }

    /** Gives forwards back that were taken and not committed. */
    public void stageAgain(List<Forward> taken) {
        staged.addAll(0, taken);
    }

    private boolean isWanted(Forward forward) {
        if (forward.isMoot()) {
            forward.givenUp(null);
            forward.outcomes().add(new Outcome.Undone(forward));
            return false;
        }
        return true;
    }

    private boolean isOpen(Forward forward) {
        try {
            partitions(forward.record().topic());
            return true;
        } catch (RuntimeException failure) {
            closed.close(forward, failure);
            return false;
        }
    }

    private int partitions(String topic) {
        return current().client().partitionsFor(topic).size();
    }

    /**
     * Commits the running transaction with forwards and offsets; one begins when none runs. What becomes of the forwards is
     * reported; those that can be sent again are staged again.
     */
    public End commit(
            List<Forward> forwards, Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        List<Sent> sent = new ArrayList<>();
        boolean asked = false;
        try {
            Producer<Object, Object> client = begun ? current().client() : begin();
            for (Forward forward : forwards) {
                Sent each = new Sent(forward);
                sent.add(each);
                // The callback, and the commit, tell the outcome.
                var unused = client.send(
                        raw(forward.record(partitions(forward.record().topic()))), each);
            }
            if (!offsets.isEmpty()) {
                client.sendOffsetsToTransaction(offsets, group);
            }
            asked = true;
            commit(client);
        } catch (RuntimeException failure) {
            boolean aborted = abortTransaction();
            End end = asked && !aborted ? End.UNKNOWN : End.ABORTED;
            sort(sent, forwards, failure, end);
            return end;
        }
        begun = false;
        pause.succeeded();
        sent.forEach(each -> arrived(each.forward));
        return End.COMMITTED;
    }

    /** What has timed out may have been done, and may not be aborted: it is asked for again. */
    private static void commit(Producer<Object, Object> client) {
        boolean interrupted = false;
        try {
            for (int asked = 1; ; asked++) {
                try {
                    client.commitTransaction();
                    return;
                } catch (TimeoutException | InterruptException unanswered) {
                    interrupted |= Thread.interrupted();
                    if (asked == MOST_COMMITS) {
                        throw unanswered;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends the running transaction, if any, so that nothing of it takes effect. */
    public void abort() {
        if (begun) {
            if (sendFailure() == null) {
                flush();
            }
            abortTransaction();
        }
    }

    /** What was sent and is not on its way when a transaction is aborted would be told to the application as failed. */
    private void flush() {
        try {
            current().client().flush();
        } catch (RuntimeException failure) {
            log.debug("A transaction is aborted before all of it was sent", failure);
        }
    }

    /** Returns whether the coordinator has confirmed it; otherwise the next producer ends the transaction. */
    private boolean abortTransaction() {
        boolean wasBegun = begun;
        begun = false;
        TransactionalProducer current = producer;
        if (current == null) {
            return false;
        }
        boolean interrupted = Thread.interrupted();
        try {
            if (wasBegun) {
                current.client().abortTransaction();
            }
            return true;
        } catch (RuntimeException failure) {
            interrupted |= Thread.interrupted();
            log.debug("A transaction could not be aborted; its producer is replaced", failure);
            producer = null;
            closeQuietly(current, Duration.ZERO);
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void sort(List<Sent> sent, List<Forward> forwards, RuntimeException failure, End end) {
        List<Forward> again = new ArrayList<>();
        boolean blamed = false;
        for (int i = 0; i < forwards.size(); i++) {
            Exception own = i < sent.size() ? sent.get(i).ownFailure() : null;
            if (own == null) {
                again.add(forwards.get(i));
            } else if (KafkaForwarder.isPermanent(own)) {
                blamed = true;
                forwards.get(i).outcomes().add(new Outcome.Rejected(forwards.get(i), own));
                forwards.get(i).givenUp(own);
            } else {
                blamed = true;
                closed.close(forwards.get(i), own);
            }
        }
        stageAgain(again);
        if (end == End.UNKNOWN) {
            backOff("It is not known what became of a transaction; the committed offsets of the group decide", failure);
        } else if (!blamed) {
            backOff("A transaction took no effect and is made again", failure);
        }
    }

    private void arrived(Forward forward) {
        staged.addAll(closed.open(forward.record().topic()));
        forward.outcomes().add(new Outcome.Acknowledged(forward));
        forward.arrived();
    }

    private void backOff(String what, Exception failure) {
        pause.failed(clock.millis());
        quiet.warn(log, what, () -> what + " (" + failure + ")");
    }

    private TransactionalProducer current() {
        TransactionalProducer current = producer;
        if (current == null) {
            throw new IllegalStateException("no producer is ready");
        }
        return current;
    }

    private static ProducerRecord<Object, Object> raw(ProducerRecord<byte[], byte[]> record) {
        return new ProducerRecord<>(
                record.topic(),
                record.partition(),
                record.timestamp(),
                new RawBytes(record.key()),
                new RawBytes(record.value()),
                record.headers());
    }

    /** Ends what runs without effect and closes the producer. */
    public void close() {
        abort();
        TransactionalProducer last = producer;
        producer = null;
        if (last != null) {
            closeQuietly(last, CLOSE_TIMEOUT);
        }
    }

    private static void closeQuietly(TransactionalProducer old, Duration timeout) {
        try {
            old.client().close(timeout);
        } catch (RuntimeException failure) {
            log.debug("A producer could not be closed", failure);
        }
    }
}
