package io.redrive.consume;

import io.redrive.forward.Outcomes;
import io.redrive.schedule.DueQueue;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A consumer that returns records when they are due, and commits them when they are settled.
 *
 * <p>To the container above it is an ordinary consumer. Records of retry topics are kept in memory until their due time;
 * failed records are given back by {@link #failed} and travel on while the loop goes on. All state belongs to the consumer
 * thread and is recomputed on every poll; nothing here owns a thread or a timer.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
public final class RetryConsumer<K, V> extends DelegatingConsumer<K, V> {

    /** How long a poll may wait while an acknowledgement is expected that allows a commit. */
    private static final long SETTLE_SLICE_MS = 20;

    /** How long a poll waits while nothing may be taken in before acknowledgements have made room. */
    private static final long FULL_SLICE_MS = 1;

    private static final int REAPPENDED_AT_ONCE = 1_000;

    private final Consumer<ByteBuffer, ByteBuffer> inner;
    private final Listening listening;
    private final TopicRole role;
    private final Assignment assignment;
    private final Forwarding forwarding;
    private final OffsetCommits commits;
    private final Intake<K, V> intake;
    private final PayloadDeserializer<K, V> deserializer;
    private final Interceptors<K, V> interceptors;
    /** Acknowledged by the application, on whatever thread, and not yet taken note of. */
    private final Queue<ConsumerRecord<?, ?>> acknowledged = new ConcurrentLinkedQueue<>();

    /** Whether the last poll has returned records. */
    private boolean handedOut;

    private boolean abandoned;
    private boolean finished;

    /**
     * Creates a consumer.
     *
     * @param inner what it reads from, and what it owns and closes
     * @param deserializer what makes records of bytes
     * @param interceptors the application's interceptors
     * @param listening what it shares with the other consumers of its listener
     * @param role what its topics are for
     * @param maxPollRecords the most records a poll returns
     * @param outcomes where the forwarder reports to
     */
    public RetryConsumer(
            Consumer<ByteBuffer, ByteBuffer> inner,
            PayloadDeserializer<K, V> deserializer,
            Interceptors<K, V> interceptors,
            Listening listening,
            TopicRole role,
            int maxPollRecords,
            Outcomes outcomes) {
        super(inner);
        this.inner = inner;
        this.deserializer = deserializer;
        this.interceptors = interceptors;
        this.listening = listening;
        this.role = role;
        this.assignment = new Assignment(inner, listening.chains());
        this.forwarding = new Forwarding(listening, role, outcomes);
        this.commits = new OffsetCommits(inner, listening.clock(), interceptors::onCommit);
        this.intake = new Intake<>(listening, role, forwarding, deserializer, inner, maxPollRecords);
        if (role != TopicRole.MAIN) {
            listening.heldBytes().join();
        }
    }

    @Override
    public ConsumerRecords<K, V> poll(Duration timeout) {
        handedOut = false;
        settle();
        commits.sendWhenDue(assignment.all());
        pauseAndResume();
        listening.log().flush();
        ConsumerRecords<ByteBuffer, ByteBuffer> fetched = inner.poll(Duration.ofMillis(waitMs(timeout.toMillis())));
        ConsumerRecords<K, V> delivered = interceptors.onConsume(
                role == TopicRole.MAIN
                        ? intake.deliver(fetched, assignment)
                        : intake.keepAndDeliverDue(fetched, assignment));
        handedOut = !delivered.isEmpty();
        return delivered;
    }

    /** Notes that a record was acknowledged, in the acknowledge modes in which listeners do that; any thread. */
    public void acknowledged(ConsumerRecord<?, ?> record) {
        acknowledged.add(record);
    }

    /** Notes that the listener has ended without failure. */
    public void ended(ConsumerRecord<?, ?> record) {
        AssignedPartition partition = partitionOf(record);
        if (partition != null) {
            partition.ledger.ended(record.offset());
        }
    }

    /**
     * Takes over a record that the listener failed on: it goes to its next topic, and its offset waits until it is there.
     * Returns at once and never throws.
     *
     * @param wrapper the exception that reached the container
     * @param failure what the listener threw
     */
    public void failed(ConsumerRecord<?, ?> record, Throwable wrapper, Throwable failure) {
        DeliveredRecord<?, ?> delivered = deliveredOf(record);
        if (delivered != null) {
            intake.failed(delivered, wrapper, failure);
        }
    }

    /** Leaves a record as it is: neither processed nor failed, so that its next owner delivers it again. */
    public void leave(ConsumerRecord<?, ?> record) {
        AssignedPartition partition = partitionOf(record);
        if (partition != null) {
            partition.ledger.detached(record.offset());
        }
    }

    /**
     * Delivers again what the last poll has returned and what has no outcome. For a container that has dropped it, because
     * something between two records has failed: nobody else would, and the next commit would pass it over.
     */
    public void deliverAgain() {
        if (!handedOut) {
            return;
        }
        settle();
        for (AssignedPartition partition : assignment.all()) {
            // What has ended is done, whether or not the container came to ask for its commit.
            partition.ledger.released(-1);
            long lowest = partition.ledger.lowestDelivered();
            if (lowest != Long.MAX_VALUE) {
                seek(partition.id, lowest);
            }
        }
        commits.touch();
    }

    /** Makes this consumer stop without waiting and without committing anything more. */
    public void abandon() {
        abandoned = true;
    }

    @Override
    public void assign(Collection<TopicPartition> partitions) {
        List<TopicPartition> removed = new ArrayList<>();
        assignment.all().forEach(each -> removed.add(each.id));
        removed.removeAll(partitions);
        settleLeaving(assignment.among(removed));
        assignment.remove(removed);
        inner.assign(partitions);
        List<TopicPartition> added = new ArrayList<>(partitions);
        assignment.all().forEach(each -> added.remove(each.id));
        assignment.add(added);
    }

    @Override
    ConsumerRebalanceListener following(@Nullable ConsumerRebalanceListener listener) {
        return assignment.listener(listener, this::settleLeaving, commits::forget);
    }

    @Override
    void commit(@Nullable Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
        settle();
        if (offsets == null) {
            assignment.all().forEach(partition -> partition.ledger.released(-1));
        } else {
            offsets.forEach(this::release);
            commits.whenCommitted(offsets, callback);
        }
        commits.touch();
        commits.sendWhenDue(assignment.all());
    }

    private void release(TopicPartition id, OffsetAndMetadata wanted) {
        AssignedPartition partition = assignment.find(id);
        if (partition != null) {
            partition.wantedMetadata = wanted.metadata();
            partition.ledger.released(wanted.offset());
        }
    }

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

    @Override
    void finish() {
        if (finished) {
            return;
        }
        if (!abandoned && !settleAll(assignment.all())) {
            // The inner consumer gives the partitions away next: waiting as long again would be as vain.
            abandon();
        }
    }

    @Override
    public void close() {
        super.close();
        release();
    }

    @Override
    @Deprecated
    public void close(Duration timeout) {
        super.close(timeout);
        release();
    }

    @Override
    public void close(org.apache.kafka.clients.consumer.CloseOptions options) {
        super.close(options);
        release();
    }

    private void release() {
        if (!finished) {
            finished = true;
            if (role != TopicRole.MAIN) {
                listening.heldBytes().leave();
            }
            deserializer.close();
            interceptors.close();
        }
    }

    private void settle() {
        for (ConsumerRecord<?, ?> each = acknowledged.poll(); each != null; each = acknowledged.poll()) {
            ended(each);
        }
        if (forwarding.settle()) {
            commits.touch();
        }
    }

    private void settleLeaving(Collection<AssignedPartition> leaving) {
        if (!abandoned) {
            settleAll(leaving);
        }
    }

    /** Returns false when time was up or the coordinator could not be reached. */
    private boolean settleAll(Collection<AssignedPartition> leaving) {
        boolean arrived = forwarding.awaitAll(leaving);
        if (arrived && role == TopicRole.RETRY) {
            arrived = leaving.stream().allMatch(this::closeGaps);
        }
        // Partitions that stay may have been settled on the way as well.
        commits.touch();
        return commits.sendAndWait(leaving, listening.limits().settleTimeout()) && arrived;
    }

    /**
     * Makes sure that the commit can say everything that is settled. Where so many records wait among settled ones that
     * its metadata has no room for all, the first of them are written to the end of their topic again. Returns false when
     * time was up before they were.
     */
    private boolean closeGaps(AssignedPartition partition) {
        while (!partition.ledger.metadata().complete() && partition.kept.size() > 0 && partition.inFlight == 0) {
            partition
                    .kept
                    .takeLowest(REAPPENDED_AT_ONCE)
                    .forEach(kept -> forwarding.reappend(partition, kept.payload(), kept.dueAtMs()));
            if (!forwarding.awaitAll(List.of(partition))) {
                return false;
            }
        }
        return true;
    }

    /** Level-triggered: what is paused follows from what is, so that no rebalance or error can leave a pause behind. */
    private void pauseAndResume() {
        boolean full = forwarding.isFull();
        long quota = listening.heldBytes().perPartition(assignment.all().size());
        List<TopicPartition> toPause = List.of();
        List<TopicPartition> toResume = List.of();
        for (AssignedPartition partition : assignment.all()) {
            if (partition.overQuota && partition.kept.bytes() <= quota / 2) {
                partition.overQuota = false;
            }
            boolean pause = partition.pausedAbove || partition.failing > 0 || partition.overQuota || full;
            if (pause && !partition.pausedInner) {
                toPause = add(toPause, partition.id);
            } else if (!pause && partition.pausedInner) {
                toResume = add(toResume, partition.id);
            }
            partition.pausedInner = pause;
        }
        if (!toPause.isEmpty()) {
            inner.pause(toPause);
        }
        if (!toResume.isEmpty()) {
            inner.resume(toResume);
        }
    }

    private static List<TopicPartition> add(List<TopicPartition> list, TopicPartition id) {
        List<TopicPartition> some = list.isEmpty() ? new ArrayList<>() : list;
        some.add(id);
        return some;
    }

    private long waitMs(long timeoutMs) {
        if (forwarding.isFull()) {
            return FULL_SLICE_MS;
        }
        long wait = timeoutMs;
        if (forwarding.isOutstanding() || commits.isPending()) {
            wait = Math.min(wait, SETTLE_SLICE_MS);
        }
        if (role != TopicRole.MAIN) {
            long due = intake.earliestDue(assignment);
            if (due != DueQueue.NONE) {
                wait = Math.min(wait, Math.max(0, due - listening.clock().millis()));
            }
        }
        return wait;
    }

    private @Nullable AssignedPartition partitionOf(ConsumerRecord<?, ?> record) {
        return record instanceof DeliveredRecord<?, ?> delivered
                ? delivered.partition
                : assignment.find(record.topic(), record.partition());
    }

    private @Nullable DeliveredRecord<?, ?> deliveredOf(ConsumerRecord<?, ?> record) {
        if (record instanceof DeliveredRecord<?, ?> delivered) {
            return delivered;
        }
        // An interceptor may have replaced the record, but not its place.
        AssignedPartition partition = assignment.find(record.topic(), record.partition());
        return partition == null ? null : partition.findDelivered(record.offset());
    }
}
