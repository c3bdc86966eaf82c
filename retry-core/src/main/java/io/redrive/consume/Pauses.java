package io.redrive.consume;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Which partitions are fetched. Level-triggered: what is paused follows from what is, so that no rebalance or error can
 * leave a pause behind. Consumer thread only.
 */
final class Pauses {

    private final Consumer<ByteBuffer, ByteBuffer> inner;
    private final Assignment assignment;
    private final Evictions evictions;
    private final Listening listening;
    private final TopicRole role;

    Pauses(
            Consumer<ByteBuffer, ByteBuffer> inner,
            Assignment assignment,
            Evictions evictions,
            Listening listening,
            TopicRole role) {
        this.inner = inner;
        this.assignment = assignment;
        this.evictions = evictions;
        this.listening = listening;
        this.role = role;
    }

    /**
     * Pauses and resumes.
     *
     * @param full whether nothing at all may be taken in
     */
    void apply(boolean full) {
        boolean all = full || (role == TopicRole.MAIN && isRedelivering());
        List<AssignedPartition> toPause = List.of();
        List<AssignedPartition> toResume = List.of();
        for (AssignedPartition partition : assignment.all()) {
            if (partition.overQuota && partition.kept.bytes() < partition.resumeBelowBytes) {
                partition.overQuota = false;
            }
            boolean pause = all || isPaused(partition);
            if (pause && !partition.pausedInner) {
                toPause = add(toPause, partition);
            } else if (!pause && partition.pausedInner) {
                toResume = add(toResume, partition);
            }
        }
        if (!toPause.isEmpty()) {
            inner.pause(ids(toPause));
            toPause.forEach(partition -> partition.pausedInner = true);
        }
        if (!toResume.isEmpty()) {
            inner.resume(ids(toResume));
            toResume.forEach(partition -> partition.pausedInner = false);
        }
    }

    /** What is kept of a main topic is delivered once more before what lies behind it. */
    private boolean isPaused(AssignedPartition partition) {
        return partition.pausedAbove
                || partition.unread
                || partition.failing > 0
                || partition.overQuota
                || evictions.isOut(partition)
                || (role == TopicRole.MAIN && partition.kept.size() > 0);
    }

    private boolean isRedelivering() {
        long now = listening.clock().millis();
        for (AssignedPartition partition : assignment.all()) {
            if (partition.isDeliverable() && partition.kept.earliestDue() <= now) {
                return true;
            }
        }
        return false;
    }

    private static List<AssignedPartition> add(List<AssignedPartition> list, AssignedPartition partition) {
        List<AssignedPartition> some = list.isEmpty() ? new ArrayList<>() : list;
        some.add(partition);
        return some;
    }

    /** Of what was lost without a word, the client refuses to pause anything. */
    private List<TopicPartition> ids(List<AssignedPartition> partitions) {
        Set<TopicPartition> owned = inner.assignment();
        return partitions.stream()
                .map(partition -> partition.id)
                .filter(owned::contains)
                .toList();
    }
}
