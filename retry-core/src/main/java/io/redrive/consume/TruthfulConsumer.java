package io.redrive.consume;

import io.redrive.schedule.DueQueue;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * What the container above sees of positions and pauses: its own pauses only, and positions that count what it was given,
 * not what was fetched ahead. Consumer thread only.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
abstract class TruthfulConsumer<K, V> extends DelegatingConsumer<K, V> {

    final Consumer<ByteBuffer, ByteBuffer> inner;
    final Assignment assignment;

    TruthfulConsumer(Consumer<ByteBuffer, ByteBuffer> inner, Assignment assignment) {
        super(inner);
        this.inner = inner;
        this.assignment = assignment;
    }

    /** Pauses and resumes what follows from the state of the partitions. */
    abstract void pauseAndResume();

    @Override
    public Set<TopicPartition> paused() {
        Set<TopicPartition> paused = new HashSet<>();
        for (AssignedPartition partition : assignment.all()) {
            if (partition.pausedAbove) {
                paused.add(partition.id);
            }
        }
        return paused;
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        setPausedAbove(partitions, true);
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        setPausedAbove(partitions, false);
    }

    private void setPausedAbove(Collection<TopicPartition> partitions, boolean paused) {
        for (TopicPartition id : partitions) {
            AssignedPartition partition = assignment.find(id);
            if (partition == null) {
                throw new IllegalStateException("No current assignment for partition " + id);
            }
            partition.pausedAbove = paused;
        }
        pauseAndResume();
    }

    @Override
    public void seek(TopicPartition id, long offset) {
        inner.seek(id, offset);
        long from = sought(id, offset);
        if (from != offset) {
            inner.seek(id, from);
        }
    }

    @Override
    public void seekToBeginning(Collection<TopicPartition> partitions) {
        inner.seekToBeginning(partitions);
        soughtUnknown(partitions);
    }

    @Override
    public void seekToEnd(Collection<TopicPartition> partitions) {
        inner.seekToEnd(partitions);
        soughtUnknown(partitions);
    }

    private void soughtUnknown(Collection<TopicPartition> partitions) {
        Collection<TopicPartition> all = partitions.isEmpty() ? inner.assignment() : partitions;
        all.forEach(id -> sought(id, -1));
    }

    /** Returns the offset to fetch from. */
    private long sought(TopicPartition id, long offset) {
        AssignedPartition partition = assignment.find(id);
        if (partition == null) {
            return offset;
        }
        partition.fetchAtMs = DueQueue.NONE;
        partition.kept.removeFrom(partition.ledger.keepsOnSeek(offset) ? offset : Long.MIN_VALUE);
        return partition.ledger.sought(offset);
    }

    @Override
    public long position(TopicPartition id) {
        return positionAbove(id, inner.position(id));
    }

    @Override
    public long position(TopicPartition id, Duration timeout) {
        return positionAbove(id, inner.position(id, timeout));
    }

    @Override
    public OptionalLong currentLag(TopicPartition id) {
        OptionalLong lag = inner.currentLag(id);
        if (lag.isEmpty()) {
            return lag;
        }
        long position = inner.position(id);
        return OptionalLong.of(lag.getAsLong() + position - positionAbove(id, position));
    }

    private long positionAbove(TopicPartition id, long position) {
        AssignedPartition partition = assignment.find(id);
        return partition == null ? position : Math.min(position, partition.ledger.lowestKept());
    }
}
