package io.redrive.consume;

import io.redrive.forward.Outcomes;
import io.redrive.schedule.DueQueue;
import io.redrive.schedule.RetryPause;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer that returns records when they are due, and commits them when they are settled.
 *
 * <p>To the container above it is an ordinary consumer. Records of retry topics are kept in memory until their due time;
 * failed records are given back by {@link Deliveries#failed} and travel on while the loop goes on. All state belongs to the consumer
 * thread and is recomputed on every poll; nothing here owns a thread or a timer.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
public final class RetryConsumer<K, V> extends TruthfulConsumer<K, V> {

    private static final Logger log = LoggerFactory.getLogger(RetryConsumer.class);

    /** How long a poll may wait while an outcome is expected that allows a commit. */
    private static final long SETTLE_SLICE_MS = 20;

    /** How long a poll waits while nothing may be taken in before outcomes have made room. */
    private static final long FULL_SLICE_MS = 1;

    /** How long a poll waits while as many records are open as may be; their listeners take longer than forwards. */
    private static final long OPEN_SLICE_MS = 5;

    /** How long a poll waits while no transaction can begin. */
    private static final long UNREADY_SLICE_MS = 50;

    private final Listening listening;
    private final TopicRole role;
    private final PollBounds bounds;
    private final Forwarding forwarding;
    private final Redeliveries redeliveries;
    private final OpenDeliveries open;
    private final Deliveries deliveries;
    private final OffsetCommits commits;
    private final Settlement settlement;
    private final Pauses pauses;
    private final Deletions deletions;
    private final Intake<K, V> intake;
    private final HoldingReport report;
    private final PayloadDeserializer<K, V> deserializer;
    private final Interceptors<K, V> interceptors;
    private final @Nullable Subscription subscription;
    private final @Nullable DeliveryTransaction transaction;

    /** Whether the container is at work on records, those of the last poll or those it had put aside before. */
    private boolean handedOut;

    /** Whether this poll is to bring nothing, because the container may hold the rest of an earlier one. */
    private boolean holding;

    private final RetryPause dropped = new RetryPause();
    private long returnedAtMs;
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
     * @param bounds of its polls
     * @param outcomes where the forwarder and listeners on other threads report to
     */
    public RetryConsumer(
            Consumer<ByteBuffer, ByteBuffer> inner,
            PayloadDeserializer<K, V> deserializer,
            Interceptors<K, V> interceptors,
            Listening listening,
            TopicRole role,
            PollBounds bounds,
            Outcomes outcomes) {
        this(inner, deserializer, interceptors, listening, role, bounds, outcomes, null, null);
    }

    /**
     * Creates a consumer that follows the topics of its listener.
     *
     * @param topics what it is to be subscribed to at any moment, whatever the container subscribes it to
     * @param transactional what its transactions are made with, or null for none
     */
    public RetryConsumer(
            Consumer<ByteBuffer, ByteBuffer> inner,
            PayloadDeserializer<K, V> deserializer,
            Interceptors<K, V> interceptors,
            Listening listening,
            TopicRole role,
            PollBounds bounds,
            Outcomes outcomes,
            @Nullable Supplier<Set<String>> topics,
            @Nullable Transactional transactional) {
        super(inner, new Assignment(inner, listening.topics(), transactional != null));
        this.subscription = topics == null ? null : new Subscription(inner, topics);
        this.deserializer = deserializer;
        this.interceptors = interceptors;
        this.listening = listening;
        this.role = role;
        this.bounds = bounds;
        this.forwarding = new Forwarding(
                listening, role, outcomes, transactional == null ? listening.forwarder() : transactional.forwards());
        this.redeliveries = new Redeliveries(listening, role, assignment);
        Failures failures = new Failures(listening, role, forwarding, redeliveries);
        this.open = new OpenDeliveries(outcomes, forwarding, failures);
        this.commits = new OffsetCommits(inner, listening.clock(), interceptors::onCommit);
        this.transaction = transactional == null
                ? null
                : new DeliveryTransaction(
                        transactional,
                        new DeliveryTransaction.Parts(
                                inner,
                                listening,
                                assignment,
                                commits,
                                redeliveries,
                                forwarding,
                                failures,
                                role,
                                this::settle),
                        bounds.maxRecords());
        this.deliveries =
                new Deliveries(listening, role, outcomes, assignment, open, failures, redeliveries, transaction);
        this.settlement =
                new Settlement(listening, role, outcomes, forwarding, open, commits, deliveries::ended, transaction);
        Evictions evictions = new Evictions(listening.heldBytes(), inner, assignment, listening.clock());
        this.pauses = new Pauses(inner, assignment, evictions, listening, role);
        this.deletions = new Deletions(listening, inner, assignment);
        this.intake = new Intake<>(
                listening, role, inner, assignment, evictions, deletions, forwarding, failures, deserializer);
        this.report = new HoldingReport(listening, role, assignment, forwarding);
        listening.heldBytes().join(role);
    }

    @Override
    public ConsumerRecords<K, V> poll(Duration timeout) {
        deliverDropped();
        handedOut = false;
        settlement.settle();
        if (role != TopicRole.MAIN && deletions.look()) {
            commits.touch();
        }
        commit();
        if (subscription != null) {
            subscription.follow();
        }
        pauseAndResume();
        listening.log().flush();
        long waitMs = waitMs(timeout.toMillis());
        report.beforeWaiting(waitMs);
        ConsumerRecords<ByteBuffer, ByteBuffer> fetched = inner.poll(Duration.ofMillis(waitMs));
        redeliveries.followClock();
        ConsumerRecords<K, V> taken = intake.take(fetched, isFull() ? 0 : mostRecords() - open.records());
        ConsumerRecords<K, V> delivered = interceptors.onConsume(taken);
        if (delivered != taken) {
            deliveries.dropped(Interceptors.missing(taken, delivered));
        }
        handedOut = !delivered.isEmpty();
        returnedAtMs = listening.clock().millis();
        return delivered;
    }

    /**
     * Delivers again what the container has dropped without a word, such as after a refused call between two records. It may have
     * put it aside, too, and come to it after a poll that brings nothing.
     */
    private void deliverDropped() {
        AssignedPartition left = leftBehind();
        long now = listening.clock().millis();
        if (left == null) {
            holding = false;
            dropped.succeeded();
        } else if (holding) {
            holding = false;
            dropped.failed(now);
            log.warn("Records of {} did not come to the listener and are delivered again", left.id);
            handedOut = true;
            deliverAgain();
        } else {
            holding = dropped.isOver(now);
        }
    }

    /** What the container pauses, it may have put aside for long. */
    private @Nullable AssignedPartition leftBehind() {
        for (AssignedPartition partition : assignment.all()) {
            if (!partition.pausedAbove && partition.ledger.hasLeftSome()) {
                return partition;
            }
        }
        return null;
    }

    private void settle() {
        settlement.settle();
    }

    private void commit() {
        if (transaction == null) {
            commits.sendWhenDue(assignment.all());
            return;
        }
        settlement.complete();
        assignment.readCommitted();
        transaction.prepare();
    }

    /** Returns the transaction that deliveries run in, or null when there is none. */
    public @Nullable DeliveryTransaction transaction() {
        return transaction;
    }

    /** Returns what takes reports of the records that were returned. */
    public Deliveries deliveries() {
        return deliveries;
    }

    /** Notes that the container calls the listener: maybe with a record that it has put aside while it was paused. */
    public void invoked() {
        handedOut = true;
    }

    /**
     * Delivers again what the last poll has returned and what has no outcome. For a container that has dropped it, because
     * something between two records has failed: nobody else would, and the next commit would pass it over.
     */
    public void deliverAgain() {
        if (!handedOut) {
            return;
        }
        settlement.settle();
        if (transaction != null) {
            transaction.brokenOff();
        }
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

    /** Returns how long, in milliseconds, the container may be held up before its next poll. */
    public long blockableMs() {
        long now = listening.clock().millis();
        // Where the clock was set back, half of the interval may have passed already; not more.
        returnedAtMs = Math.min(returnedAtMs, now);
        return returnedAtMs + bounds.maxPollIntervalMs() / 2 - now;
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
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
        if (subscription == null) {
            super.subscribe(topics, listener);
        } else {
            subscription.begin(following(listener));
        }
    }

    @Override
    public void subscribe(Pattern pattern, ConsumerRebalanceListener listener) {
        if (subscription == null) {
            super.subscribe(pattern, listener);
        } else {
            subscription.begin(following(listener));
        }
    }

    @Override
    ConsumerRebalanceListener following(@Nullable ConsumerRebalanceListener listener) {
        return assignment.listener(listener, this::settleLeaving, this::forget);
    }

    @Override
    void commit(@Nullable Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
        settlement.settle();
        if (offsets == null) {
            assignment.all().forEach(partition -> partition.ledger.released(-1));
        } else {
            offsets.forEach(this::release);
            commits.whenCommitted(offsets, callback);
        }
        commits.touch();
        if (transaction == null) {
            // A transaction ends when all that was returned has come to the listener, or when it is full.
            commits.sendWhenDue(assignment.all());
        }
    }

    private void release(TopicPartition id, OffsetAndMetadata wanted) {
        AssignedPartition partition = assignment.find(id);
        if (partition != null) {
            partition.wantedMetadata = wanted.metadata();
            partition.ledger.released(wanted.offset());
        }
    }

    @Override
    void finish() {
        if (finished) {
            return;
        }
        if (!abandoned && !settlement.settleAll(assignment.all())) {
            // The inner consumer gives the partitions away next: waiting as long again would be as vain.
            abandon();
        }
    }

    @Override
    public void close() {
        try {
            super.close();
        } finally {
            release();
        }
    }

    @Override
    @Deprecated
    public void close(Duration timeout) {
        try {
            super.close(timeout);
        } finally {
            release();
        }
    }

    @Override
    public void close(org.apache.kafka.clients.consumer.CloseOptions options) {
        try {
            super.close(options);
        } finally {
            release();
        }
    }

    private void release() {
        if (!finished) {
            finished = true;
            report.end();
            listening.heldBytes().leave(role);
            if (transaction != null) {
                transaction.close();
            }
            deserializer.close();
            interceptors.close();
        }
    }

    private void settleLeaving(Collection<AssignedPartition> leaving) {
        try {
            if (!abandoned) {
                settlement.settleAll(leaving);
            }
        } finally {
            open.forget(leaving);
        }
    }

    private void forget(Collection<AssignedPartition> lost) {
        open.forget(lost);
        commits.forget(lost);
    }

    @Override
    void pauseAndResume() {
        pauses.apply(isFull());
    }

    private boolean isFull() {
        return holding
                || !isReady()
                || forwarding.isFull()
                || open.records() >= bounds.maxRecords()
                || forwarding.isFull(open.bytes());
    }

    private int mostRecords() {
        return transaction == null ? bounds.maxRecords() : Math.min(bounds.maxRecords(), transaction.limit());
    }

    private boolean isReady() {
        return transaction == null || transaction.isReady();
    }

    private long waitMs(long timeoutMs) {
        if (!isReady()) {
            return Math.min(timeoutMs, UNREADY_SLICE_MS);
        }
        if (forwarding.isFull()) {
            return FULL_SLICE_MS;
        }
        if (isFull()) {
            return OPEN_SLICE_MS;
        }
        long wait = timeoutMs;
        if (forwarding.isOutstanding() || open.records() > 0 || commits.isPending()) {
            wait = Math.min(wait, SETTLE_SLICE_MS);
        }
        long due = intake.earliestDue();
        if (due != DueQueue.NONE) {
            wait = Math.min(wait, Math.max(0, due - listening.clock().millis()));
        }
        return wait;
    }
}
