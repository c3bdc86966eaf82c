package io.redrive.consume;

import io.redrive.RetryContext;
import io.redrive.forward.Outcomes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a container and its listener tell of the records that a consumer has returned. Consumer thread only, unless said
 * otherwise.
 */
public final class Deliveries {

    private final Listening listening;
    private final TopicRole role;
    private final Outcomes outcomes;
    private final Assignment assignment;
    private final OpenDeliveries open;
    private final Failures failures;
    private final Announcements announcements;
    private final Redeliveries redeliveries;
    private final @Nullable DeliveryTransaction transaction;
    private @Nullable FailingBatch failing;

    private record FailingBatch(List<@Nullable DeliveredRecord<?, ?>> batch, BatchFailure failure) {}

    Deliveries(
            Listening listening,
            TopicRole role,
            Outcomes outcomes,
            Assignment assignment,
            OpenDeliveries open,
            Failures failures,
            Redeliveries redeliveries,
            @Nullable DeliveryTransaction transaction) {
        this.listening = listening;
        this.role = role;
        this.outcomes = outcomes;
        this.assignment = assignment;
        this.open = open;
        this.failures = failures;
        this.redeliveries = redeliveries;
        this.transaction = transaction;
        this.announcements = new Announcements(listening, role);
    }

    /** Notes that a record was acknowledged, in the acknowledge modes in which listeners do that; any thread. */
    public void acknowledged(ConsumerRecord<?, ?> record) {
        outcomes.add(new Settlement.Acknowledged(record));
    }

    /** Notes that the listener is about to be called with a record. */
    public void begins(ConsumerRecord<?, ?> record) {
        AssignedPartition partition = partitionOf(record);
        if (partition != null) {
            partition.ledger.begun(record.offset());
        }
        DeliveredRecord<?, ?> delivered = role == TopicRole.RETRY ? assignment.delivered(record) : null;
        if (delivered != null) {
            listening.metrics().retried(listening.clock().millis() - delivered.raw.dueAtMs());
        }
    }

    /** Returns how often a record was delivered before in its present attempt, as far as later polls delivered it again. */
    public int triesBefore(ConsumerRecord<?, ?> record) {
        DeliveredRecord<?, ?> delivered = assignment.delivered(record);
        return delivered == null ? 0 : delivered.raw.tries();
    }

    /** Notes that the listener is about to be called once more with a record, as part of the same attempt. */
    public void triedInPlace() {
        listening.metrics().triedInPlace();
    }

    /** Notes that the listener has ended without failure. */
    public void ended(ConsumerRecord<?, ?> record) {
        if (transaction != null) {
            DeliveredRecord<?, ?> delivered = assignment.delivered(record);
            if (delivered != null && !delivered.ended) {
                delivered.ended = true;
                transaction.done(delivered);
            }
            return;
        }
        AssignedPartition partition = partitionOf(record);
        if (partition != null) {
            partition.ledger.ended(record.offset());
            processed(record);
        }
    }

    private void processed(ConsumerRecord<?, ?> record) {
        DeliveredRecord<?, ?> delivered = assignment.delivered(record);
        // An application may acknowledge a record more than once.
        if (delivered != null && !delivered.ended) {
            delivered.ended = true;
            announcements.processed(delivered.raw);
        }
    }

    /** Returns where a record stands, or null when it is none of this consumer's; consumer thread only. */
    public @Nullable RetryContext context(ConsumerRecord<?, ?> record) {
        DeliveredRecord<?, ?> delivered = assignment.delivered(record);
        return delivered == null ? null : Contexts.of(listening, role, delivered.raw);
    }

    /**
     * Notes that the outcome of these records will be told by the returned delivery, whenever and from whatever thread; or
     * by {@link #failed} when the listener fails before it returns.
     */
    public OpenDelivery begin(Iterable<? extends ConsumerRecord<?, ?>> batch) {
        return open.begin(delivered(batch), listening.observations().attempt());
    }

    /**
     * Takes over a record that the listener failed on: it goes to its next topic, and its offset waits until it is there.
     * Returns at once and never throws.
     *
     * @param wrapper the exception that reached the container
     * @param failure what the listener threw
     */
    public void failed(ConsumerRecord<?, ?> record, Throwable wrapper, Throwable failure) {
        DeliveredRecord<?, ?> delivered = assignment.delivered(record);
        if (delivered != null && open.takeBack(delivered)) {
            delivered.attempt = listening.observations().attempt();
            if (transaction != null) {
                transaction.failing(List.of(delivered));
            }
            failures.failed(delivered, wrapper, failure);
        }
    }

    /** Notes what became of a batch that the listener has just failed on, for {@link #failed(Iterable, Throwable)}. */
    public void failing(List<? extends ConsumerRecord<?, ?>> batch, BatchFailure failure) {
        failing = new FailingBatch(delivered(batch), failure);
    }

    /**
     * Takes over a batch that the listener failed on. Returns at once and never throws.
     *
     * @param batch the records as the container gave them; used when the listener was not even called
     * @param wrapper the exception that reached the container
     */
    public void failed(Iterable<? extends ConsumerRecord<?, ?>> batch, Throwable wrapper) {
        FailingBatch noted = failing;
        failing = null;
        if (noted == null) {
            List<@Nullable DeliveredRecord<?, ?>> delivered = delivered(batch);
            noted = new FailingBatch(delivered, BatchFailure.unknown(delivered.size(), wrapper));
        }
        for (DeliveredRecord<?, ?> first : noted.batch()) {
            if (first != null) {
                if (open.takeBack(first)) {
                    if (transaction != null) {
                        transaction.failing(
                                noted.batch().stream().filter(Objects::nonNull).toList());
                    }
                    failures.failed(noted.batch(), wrapper, noted.failure(), this::done);
                }
                return;
            }
        }
    }

    private void done(DeliveredRecord<?, ?> record) {
        if (transaction == null) {
            failures.processed(record);
        } else {
            transaction.done(record);
        }
    }

    /** Has records delivered again by one of the next polls that the container will not come to. */
    public void deliverAgain(Iterable<? extends ConsumerRecord<?, ?>> records) {
        List<DeliveredRecord<?, ?>> again = new ArrayList<>();
        for (DeliveredRecord<?, ?> each : delivered(records)) {
            if (each != null && each.partition.ledger.isOpen(each.offset())) {
                again.add(each);
            }
        }
        redeliveries.atOnce(again);
    }

    /** Leaves a record as it is: neither processed nor failed, so that its next owner delivers it again. */
    public void leave(ConsumerRecord<?, ?> record) {
        DeliveredRecord<?, ?> delivered = assignment.delivered(record);
        if (delivered != null && !open.takeBack(delivered)) {
            return;
        }
        AssignedPartition partition = partitionOf(record);
        if (partition != null) {
            partition.ledger.detached(record.offset());
        }
    }

    /** Notes that the application has taken records out before they came to the listener, which is then done with them. */
    public void dropped(Iterable<? extends ConsumerRecord<?, ?>> records) {
        open.dropped(delivered(records));
    }

    private @Nullable AssignedPartition partitionOf(ConsumerRecord<?, ?> record) {
        return record instanceof DeliveredRecord<?, ?> delivered
                ? delivered.partition
                : assignment.find(record.topic(), record.partition());
    }

    private List<@Nullable DeliveredRecord<?, ?>> delivered(Iterable<? extends ConsumerRecord<?, ?>> batch) {
        List<@Nullable DeliveredRecord<?, ?>> delivered = new ArrayList<>();
        batch.forEach(record -> delivered.add(assignment.delivered(record)));
        return delivered;
    }
}
