package io.redrive.listener;

import io.redrive.consume.BatchFailure;
import io.redrive.consume.OpenDelivery;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.support.Acknowledgment;

/**
 * Acknowledges a delivery at any time, from any thread, in any order. Where a listener returns a future, spring-kafka
 * acknowledges when that is complete, also when it has failed: then the failure was noted before. Thread-safe.
 */
final class OpenAcknowledgment implements Acknowledgment {

    private final OpenDelivery delivery;
    private final Function<Throwable, BatchFailure> meaning;
    private volatile @Nullable Throwable failure;

    /**
     * Creates an acknowledgment.
     *
     * @param meaning tells which records failed from what the listener has thrown
     */
    OpenAcknowledgment(OpenDelivery delivery, Function<Throwable, BatchFailure> meaning) {
        this.delivery = delivery;
        this.meaning = meaning;
    }

    /** Notes what the listener has failed with, so that the acknowledgment that follows is none. */
    void failing(Throwable with) {
        failure = with;
    }

    /** Notes that the failure was handled. */
    void handled() {
        failure = null;
    }

    @Override
    public void acknowledge() {
        Throwable with = failure;
        if (with == null) {
            delivery.finished();
        } else {
            delivery.failed(with, meaning(with));
        }
    }

    private BatchFailure meaning(Throwable with) {
        try {
            return meaning.apply(ListenerFailures.unwrap(with));
        } catch (RuntimeException hostile) {
            // Exceptions are the application's; without an outcome the record would stay open for ever.
            return BatchFailure.unknown(delivery.size(), with);
        }
    }

    @Override
    public void nack(Duration sleep) {
        throw unsupported();
    }

    @Override
    public void nack(int index, Duration sleep) {
        throw unsupported();
    }

    @Override
    public boolean isOutOfOrderCommit() {
        return true;
    }

    private static IllegalStateException unsupported() {
        return new IllegalStateException("nack() is not supported with out-of-order commits");
    }
}
