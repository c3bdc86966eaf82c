package io.redrive.consume;

import io.redrive.forward.Forward;
import io.redrive.forward.ForwardTransaction;
import io.redrive.track.PartitionLedger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The transaction that deliveries run in: what the listener has sent for several records, the forwards of those that failed,
 * and the offsets of all of them take effect together. It ends before the next poll, so that no rebalance meets an open one.
 *
 * <p>An attempt that fails after it has sent something makes the whole transaction void; the records that were done in it
 * are delivered again, from memory, before anything behind them, in a transaction of their own. As many may share the next one,
 * and twice as many after each that commits some. Consumer thread only.
 */
public final class DeliveryTransaction {

    /** Readers of committed data wait for a transaction as long as it is open, so a slow listener gets more of them. */
    private static final long LONGEST_MS = 100;

    private final ForwardTransaction forwards;
    private final TransactionScope scope;
    private final Parts parts;
    private final int most;
    private final List<DeliveredRecord<?, ?>> done = new ArrayList<>();
    private int limit;
    private long beganAtMs;
    private boolean ready;
    /** Whether the outcome of the last commit is to be read from the offsets of the group. */
    private boolean unknown;

    /** What a transaction needs of its consumer. */
    record Parts(
            Consumer<ByteBuffer, ByteBuffer> inner,
            Listening listening,
            Assignment assignment,
            OffsetCommits commits,
            Redeliveries redeliveries,
            Forwarding forwarding,
            Failures failures,
            TopicRole role,
            Runnable settle) {}

    /** What a failed attempt means for the transaction it was made in. */
    public enum Failed {
        /** The attempt has sent nothing, so the transaction goes on. */
        NOTHING_SENT,
        /** What it has sent is undone. */
        UNDONE,
        /** What it has sent is undone, and other records with it, which are delivered again before those behind them. */
        UNDONE_WITH_OTHERS,
        /** It was the transaction that failed and not the record, which is delivered again, with the others. */
        NOT_THE_RECORD
    }

    /**
     * Creates one that has not begun.
     *
     * @param most the most records in one transaction
     */
    DeliveryTransaction(Transactional with, Parts parts, int most) {
        this.forwards = with.forwards();
        this.scope = with.scope();
        this.parts = parts;
        // What fails in its place is tried again in its place: it can be taken back only when it is alone.
        this.most = parts.listening().retriesInPlace().delays(parts.role()).isEmpty() ? most : 1;
        this.limit = this.most;
    }

    /** Makes ready what the next deliveries need; may block for a while. Not while partitions are given away. */
    void prepare() {
        ready = forwards.prepare() && (!unknown || readOutcome());
    }

    /** Like {@link #prepare}, while partitions are given away. */
    void prepareToSettle() {
        if (!ready && !forwards.isBegun()) {
            ready = forwards.prepare() && !unknown;
        }
    }

    /** How many records are delivered together of those that can be delivered again from memory. */
    int limit() {
        return limit;
    }

    /** Whether deliveries can begin. */
    boolean isReady() {
        return ready;
    }

    /**
     * Called when the listener is about to be called.
     *
     * @throws TransactionUndoneException when it must not be, because what comes before is delivered again first
     */
    public void attemptBegins() {
        // What was sent since the last attempt belongs to this one, and must not be committed without it.
        if (forwards.isBegun() && isFull() && !forwards.hasSent() && !complete()) {
            throw new TransactionUndoneException();
        }
        if (!forwards.isBegun()) {
            begin();
        }
    }

    private boolean isFull() {
        long ageMs = parts.listening().clock().millis() - beganAtMs;
        return done.size() + forwards.staged() >= limit || ageMs >= LONGEST_MS || ageMs < 0;
    }

    private void begin() {
        if (!ready) {
            throw new TransactionUndoneException();
        }
        try {
            scope.open(forwards.begin());
            beganAtMs = parts.listening().clock().millis();
        } catch (RuntimeException failure) {
            undo();
            throw new TransactionUndoneException();
        }
    }

    /** Commits what comes before, so that the next attempts have a transaction of their own; throws as above. */
    public void attemptBeginsAlone() {
        if (forwards.isBegun() && done.size() + forwards.staged() > 0 && !forwards.hasSent() && !complete()) {
            throw new TransactionUndoneException();
        }
        attemptBegins();
    }

    /** Whether something that took part in the attempt does not want the transaction. */
    public boolean isRollbackOnly() {
        return forwards.isBegun() && scope.isRollbackOnly();
    }

    /** Called when the listener has failed with a record; returns what that means. */
    public Failed attemptFailed() {
        return attemptFailed(done.size());
    }

    /**
     * Called when the listener has failed with a batch; returns what that means.
     *
     * @param which what it has failed on, and what it is done with
     */
    public Failed attemptFailed(BatchFailure which) {
        return attemptFailed(which.done());
    }

    private Failed attemptFailed(int fine) {
        if (!forwards.isBegun()) {
            return Failed.NOTHING_SENT;
        }
        boolean others = !done.isEmpty();
        Exception sendFailure = forwards.sendFailure();
        if (sendFailure != null && (others || !ForwardTransaction.isOfRecord(sendFailure))) {
            // After one failed send a producer refuses all further ones: whose it was shows when each is alone.
            undo(1);
            return Failed.NOT_THE_RECORD;
        }
        if (!forwards.hasSent() && !scope.isRollbackOnly()) {
            return Failed.NOTHING_SENT;
        }
        undo(fine);
        return others ? Failed.UNDONE_WITH_OTHERS : Failed.UNDONE;
    }

    /** Undoes what the attempt has sent, whether or not it has; for one that is made again in its place, later. */
    public void attemptIsMadeAgain() {
        undo();
    }

    /** Notes that the listener has ended with a record without failure. */
    void done(DeliveredRecord<?, ?> record) {
        record.partition.ledger.detached(record.offset());
        done.add(record);
        if (forwards.isBegun()) {
            forwards.mark();
        }
    }

    /** Undoes what was done with records that are taken to have failed, be it after the listener or before it. */
    void failing(Collection<? extends DeliveredRecord<?, ?>> records) {
        if (done.removeAll(records) || hasSent()) {
            undo();
        }
    }

    /** Called when something between two attempts has failed. */
    void brokenOff() {
        if (hasSent()) {
            undo();
        } else if (forwards.isBegun()) {
            complete();
        }
    }

    private boolean hasSent() {
        return forwards.isBegun() && forwards.hasSent();
    }

    /** Commits what was done and what is to be forwarded; returns false when that must be done again. */
    boolean complete() {
        if (!ready && !forwards.isBegun()) {
            return done.isEmpty() && forwards.staged() == 0;
        }
        // Before ownership is looked at: whoever joins its group anew in between is refused with these.
        ConsumerGroupMetadata group = parts.inner().groupMetadata();
        parts.commits().forget(parts.assignment().forgetLost());
        boolean committed = complete(forwards.take(), group);
        if (committed && ready) {
            List<Forward> probe = forwards.takeProbe();
            return probe.isEmpty() || complete(probe, group);
        }
        return committed;
    }

    private boolean complete(List<Forward> taken, ConsumerGroupMetadata group) {
        List<Forward> going = new ArrayList<>(taken);
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        boolean whole = collect(going, offsets);
        if (!whole && ready) {
            // Where so many wait for a topic that one probe makes no room, all of them are the probe.
            going.addAll(forwards.takeHeld());
            offsets.clear();
            whole = collect(going, offsets);
        }
        if (!forwards.isBegun() && going.isEmpty() && offsets.isEmpty()) {
            parts.commits().committed(parts.assignment().all(), offsets);
            return true;
        }
        boolean member = group.generationId() > 0 && done.stream().noneMatch(each -> each.partition.givenAway);
        if (!whole || !member) {
            forwards.stageAgain(going);
            undo();
            if (!whole) {
                forwards.pause("too many records wait among others that are done");
                ready = false;
            }
            return false;
        }
        ForwardTransaction.End end = forwards.commit(going, offsets, group);
        scope.close();
        if (end == ForwardTransaction.End.COMMITTED) {
            committed(offsets);
            parts.settle().run();
            parts.assignment().all().forEach(partition -> partition.ledger.forgetCommitted());
            return true;
        }
        ready = false;
        unknown |= end == ForwardTransaction.End.UNKNOWN;
        Exception failure = end == ForwardTransaction.End.ABORTED ? forwards.sendFailure() : null;
        if (failure != null && ForwardTransaction.isOfRecord(failure) && done.size() == 1) {
            // The listener has not waited for what it sent, and that cannot be written.
            parts.failures().failed(done.remove(0), failure, failure);
        }
        // Whatever it was: if it is one of the records, it shows when each is alone, and keeps the others back no
        // longer.
        redo(1);
        parts.settle().run();
        return false;
    }

    private void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        for (DeliveredRecord<?, ?> each : done) {
            parts.forwarding().processed(each.partition, each.raw);
        }
        if (!done.isEmpty()) {
            // Forwards alone say nothing about how many records can share a transaction.
            limit = Math.min(most, limit * 2);
        }
        done.clear();
        for (AssignedPartition partition : parts.assignment().all()) {
            OffsetAndMetadata sent = offsets.get(partition.id);
            if (sent != null) {
                partition.sentOffset = sent.offset();
                partition.sentMetadata = sent.metadata();
            }
        }
        parts.commits().committed(parts.assignment().all(), offsets);
    }

    /** Adds what is to be committed; returns false when the metadata of a commit cannot say everything that is settled. */
    private boolean collect(List<Forward> going, Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<AssignedPartition, Set<Long>> settling = new HashMap<>();
        done.forEach(each -> settle(settling, each.partition, each.offset()));
        settle(settling, going);
        for (AssignedPartition partition : parts.assignment().all()) {
            PartitionLedger.Commit commit = commit(partition, settling);
            while (!commit.beyond().complete() && parts.role() == TopicRole.RETRY && partition.kept.size() > 0) {
                // Where so many wait among those that are done, the first of them go to the end of their topic.
                parts.forwarding().reappendLowest(partition);
                List<Forward> reappended = forwards.take();
                going.addAll(reappended);
                settle(settling, reappended);
                commit = commit(partition, settling);
            }
            if (!commit.beyond().complete()) {
                return false;
            }
            String metadata = commit.beyond().text().isEmpty()
                    ? partition.wantedMetadata
                    : commit.beyond().text();
            if (commit.offset() >= 0
                    && (commit.offset() != partition.sentOffset || !metadata.equals(partition.sentMetadata))) {
                offsets.put(partition.id, new OffsetAndMetadata(commit.offset(), metadata));
            }
        }
        return true;
    }

    private static PartitionLedger.Commit commit(
            AssignedPartition partition, Map<AssignedPartition, Set<Long>> settling) {
        return partition.ledger.commitWith(settling.getOrDefault(partition, Set.of()));
    }

    private static void settle(Map<AssignedPartition, Set<Long>> settling, List<Forward> going) {
        for (Forward each : going) {
            if (each instanceof RecordForward forward) {
                settle(settling, forward.partition, forward.raw.record().offset());
            }
        }
    }

    private static void settle(Map<AssignedPartition, Set<Long>> settling, AssignedPartition partition, long offset) {
        settling.computeIfAbsent(partition, unused -> new HashSet<>()).add(offset);
    }

    private void undo() {
        undo(done.size());
    }

    /** Next come as many records as were fine, which likely are once more, and have nothing behind them that undoes them. */
    private void undo(int fine) {
        if (forwards.isBegun()) {
            scope.close();
            forwards.abort();
        }
        ready = forwards.prepare() && !unknown;
        redo(fine == 0 ? limit : Math.min(limit, fine));
    }

    private void redo(int nextLimit) {
        limit = nextLimit;
        List<DeliveredRecord<?, ?>> undone = List.copyOf(done);
        done.clear();
        parts.redeliveries().atOnce(undone);
    }

    /** Starts anew from what the group has committed, after nobody could say whether the last transaction was. */
    private boolean readOutcome() {
        unknown = !parts.assignment().startFromCommitted();
        return !unknown;
    }

    /** Ends without effect what has not ended, for good. */
    void close() {
        if (forwards.isBegun()) {
            scope.close();
        }
        forwards.close();
    }
}
