package io.redrive.consume;

import io.redrive.forward.Outcome;
import io.redrive.forward.Outcomes;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Takes note of what has become of records, and waits for it where partitions are given away. Consumer thread only. */
final class Settlement {

    private static final long TRANSACTION_PAUSE_MS = 20;

    private final Listening listening;
    private final TopicRole role;
    private final Outcomes outcomes;
    private final Forwarding forwarding;
    private final OpenDeliveries open;
    private final OffsetCommits commits;
    private final Consumer<ConsumerRecord<?, ?>> acknowledged;
    private final @Nullable DeliveryTransaction transaction;

    Settlement(
            Listening listening,
            TopicRole role,
            Outcomes outcomes,
            Forwarding forwarding,
            OpenDeliveries open,
            OffsetCommits commits,
            Consumer<ConsumerRecord<?, ?>> acknowledged,
            @Nullable DeliveryTransaction transaction) {
        this.listening = listening;
        this.role = role;
        this.outcomes = outcomes;
        this.forwarding = forwarding;
        this.open = open;
        this.commits = commits;
        this.acknowledged = acknowledged;
        this.transaction = transaction;
    }

    /** A record that the application has acknowledged. */
    record Acknowledged(ConsumerRecord<?, ?> record) implements Outcome.OfListener {}

    /** Takes note of the outcomes that have arrived. */
    void settle() {
        for (Outcome outcome = outcomes.poll(); outcome != null; outcome = outcomes.poll()) {
            if (outcome instanceof Outcome.OfForward forward) {
                forwarding.take(forward);
            } else if (outcome instanceof OpenDelivery delivery) {
                open.ended(delivery);
            } else if (outcome instanceof Acknowledged each) {
                acknowledged.accept(each.record());
            }
        }
        if (forwarding.hasSettled()) {
            commits.touch();
        }
    }

    /**
     * Settles and commits what can be, waiting for it at most for the configured time. Returns false when time was up or
     * the coordinator could not be reached.
     */
    boolean settleAll(Collection<AssignedPartition> leaving) {
        boolean arrived = awaitAll(leaving);
        if (transaction != null) {
            commits.forget(leaving);
            return arrived;
        }
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
            forwarding.reappendLowest(partition);
            if (!awaitAll(List.of(partition))) {
                return false;
            }
        }
        return true;
    }

    /** Commits what can be committed in a transaction, where there are any, and takes note of what became of it. */
    boolean complete() {
        settle();
        if (transaction == null) {
            return true;
        }
        transaction.prepareToSettle();
        boolean completed = transaction.complete();
        settle();
        return completed;
    }

    /** Waits until nothing of these partitions is under way, at most for the configured time; returns whether it is so. */
    private boolean awaitAll(Collection<AssignedPartition> partitions) {
        long now = listening.clock().millis();
        long deadline = now + listening.limits().settleTimeout().toMillis();
        boolean completed = complete();
        while (!completed || partitions.stream().anyMatch(partition -> partition.inFlight + partition.open > 0)) {
            long before = now;
            now = listening.clock().millis();
            // Where the clock was set back, the deadline goes with it.
            deadline -= Math.max(0, before - now);
            long left = deadline - now;
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            outcomes.await(transaction == null ? left : Math.min(left, TRANSACTION_PAUSE_MS));
            completed = complete();
        }
        return true;
    }
}
