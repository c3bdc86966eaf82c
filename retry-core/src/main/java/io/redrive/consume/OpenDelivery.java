package io.redrive.consume;

import io.redrive.forward.Outcome;
import io.redrive.forward.Outcomes;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Records whose listener goes on after its method has returned: it is not known yet what becomes of them. The first of
 * {@link #finished} and {@link #failed} counts. Thread-safe.
 */
public final class OpenDelivery implements Outcome.OfListener {

    private final Outcomes outcomes;
    private final AtomicBoolean ended = new AtomicBoolean();
    /** The batch as the listener was given it; null stands for what the consumer does not own. */
    final List<@Nullable DeliveredRecord<?, ?>> records;

    /** The exception that reached spring-kafka, and what it means; null when the listener has not failed. */
    @Nullable
    Throwable wrapper;

    @Nullable
    BatchFailure failure;

    OpenDelivery(Outcomes outcomes, List<@Nullable DeliveredRecord<?, ?>> records) {
        this.outcomes = outcomes;
        this.records = records;
    }

    /** Notes that the records are processed. */
    public void finished() {
        if (ended.compareAndSet(false, true)) {
            outcomes.add(this);
        }
    }

    /**
     * Notes that the listener has failed.
     *
     * @param how the exception that reached spring-kafka
     * @param what which records failed
     */
    public void failed(Throwable how, BatchFailure what) {
        if (ended.compareAndSet(false, true)) {
            wrapper = how;
            failure = what;
            outcomes.add(this);
        }
    }

    /** Returns how many records were delivered. */
    public int size() {
        return records.size();
    }

    /** Takes the records back before either was noted; false when one was. */
    boolean takeBack() {
        return ended.compareAndSet(false, true);
    }
}
