package io.redrive.consume;

import io.redrive.schedule.DueQueue;
import io.redrive.schedule.Kept;
import io.redrive.schedule.OverdueRate;
import io.redrive.schedule.OverdueRate.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order in which the kept records of a consumer are delivered: by due time, but that overdue ones come at a bounded rate,
 * from one partition after the other, and are overtaken by those on time. Consumer thread only.
 */
final class OverdueRecords {

    /** Nothing that is less late than this is held up. */
    static final long TOLERANCE_MS = 5_000;

    private final OverdueRate rate;
    private @Nullable Turn turn;
    /** How many records were delivered in this turn. */
    private int used;
    /** How many partitions were allowed one, so that the next is another one's. */
    private int allowed;

    OverdueRecords(OverdueRate rate) {
        this.rate = rate;
    }

    /** Decides how many overdue records of each partition {@link #head} may return until it is called again. */
    void allow(List<AssignedPartition> partitions, long nowMs) {
        if (!rate.isBounded()) {
            return;
        }
        int waiting = 0;
        for (AssignedPartition partition : partitions) {
            setAside(partition, nowMs);
            partition.overdueAllowed = 0;
            waiting += partition.isDeliverable() ? partition.kept.sizeSetAside() : 0;
        }
        int left = waiting == 0 ? 0 : Math.min(waiting, come(nowMs));
        while (left > 0) {
            allowed = (allowed + 1) % partitions.size();
            AssignedPartition partition = partitions.get(allowed);
            if (partition.isDeliverable() && partition.overdueAllowed < partition.kept.sizeSetAside()) {
                partition.overdueAllowed++;
                left--;
            }
        }
    }

    /** Returns the record of a partition that is to be delivered next, once it is due; null when there is none. */
    @Nullable
    Kept<RawRecord> head(AssignedPartition partition, long nowMs) {
        if (!rate.isBounded()) {
            return first(partition.kept, nowMs);
        }
        setAside(partition, nowMs);
        return partition.overdueAllowed > 0 ? partition.kept.headSetAside() : partition.kept.head();
    }

    /** Removes what {@link #head} has returned. */
    void remove(AssignedPartition partition) {
        if (partition.overdueAllowed > 0) {
            partition.kept.pollSetAside();
            partition.overdueAllowed--;
            used++;
        } else {
            partition.kept.poll();
        }
    }

    /** Returns when the next record of a partition is to be delivered, or {@link DueQueue#NONE}. */
    long next(AssignedPartition partition, long nowMs) {
        Kept<RawRecord> head = partition.kept.head();
        long due = head == null ? DueQueue.NONE : head.dueAtMs();
        return partition.kept.sizeSetAside() == 0
                ? due
                : Math.min(due, turn(nowMs).worthWhileAt(used));
    }

    private void setAside(AssignedPartition partition, long nowMs) {
        long before = nowMs - TOLERANCE_MS;
        for (Kept<RawRecord> head = first(partition.kept, nowMs);
                // One that only moves on, because it is due much later, is never overdue itself.
                head != null && head.dueAtMs() < before && head.payload().dueAtMs() < before;
                head = first(partition.kept, nowMs)) {
            partition.kept.setHeadAside();
        }
    }

    /** Returns the head. What was to move on before it is due, and is due by now, takes its place among what is due. */
    private static @Nullable Kept<RawRecord> first(DueQueue<RawRecord> kept, long nowMs) {
        Kept<RawRecord> head = kept.head();
        while (head != null && movesOn(head) && head.payload().dueAtMs() <= nowMs) {
            kept.poll();
            kept.add(new Kept<>(head.payload().dueAtMs(), head.offset(), head.bytes(), head.payload()));
            head = kept.head();
        }
        return head;
    }

    private static boolean movesOn(Kept<RawRecord> record) {
        return record.dueAtMs() < record.payload().dueAtMs() && record.dueAtMs() != Redeliveries.AT_ONCE;
    }

    private int come(long nowMs) {
        return turn(nowMs).come(nowMs) - used;
    }

    private Turn turn(long nowMs) {
        Turn current = turn;
        if (current == null || used >= current.size() || current.isOutOfDate(nowMs)) {
            current = rate.next(nowMs);
            turn = current;
            used = 0;
        }
        return current;
    }
}
