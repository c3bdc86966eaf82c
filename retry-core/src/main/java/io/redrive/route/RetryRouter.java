package io.redrive.route;

import io.redrive.classify.Classification;
import io.redrive.classify.ExceptionClassifier;
import io.redrive.topic.RetryTopology;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Decides where the failed records of one listener go. Immutable; a decision depends on its arguments only. */
public final class RetryRouter {

    private static final long FOR_EVER = Long.MAX_VALUE;

    private final RetryTopology topology;
    private final ExceptionClassifier classifier;
    private final long timeoutMs;
    private final boolean deadLetters;
    private final long longestDelayMs;

    /**
     * Creates a router.
     *
     * @param timeout how long after its first timestamp a record may still be given another attempt, or null for ever
     */
    public RetryRouter(RetryTopology topology, ExceptionClassifier classifier, @Nullable Duration timeout) {
        this.topology = topology;
        this.classifier = classifier;
        this.timeoutMs = millis(timeout);
        this.longestDelayMs = topology.longestDelay().toMillis();
        this.deadLetters = topology.chains().stream().allMatch(chain -> chain.deadLetterTopic() != null);
    }

    /**
     * Returns where the record goes after a failed attempt.
     *
     * @param attempt number of the attempt that failed, from 1
     * @param firstTimestampMs timestamp of the record on the main topic
     * @param failure what the listener threw
     * @param nowMs instant of the failure
     */
    public Routing afterFailure(
            int attempt, long firstTimestampMs, Throwable failure, long nowMs, RandomGenerator random) {
        if (classifier.classify(failure) == Classification.FATAL) {
            return giveUp(DeadLetterReason.FATAL_EXCEPTION);
        }
        if (attempt >= topology.backOff().attempts()) {
            return giveUp(DeadLetterReason.ATTEMPTS_EXHAUSTED);
        }
        if (timeoutMs != FOR_EVER && firstTimestampMs < nowMs - timeoutMs) {
            return giveUp(DeadLetterReason.TIMED_OUT);
        }
        int next = attempt + 1;
        long delayMs = topology.backOff().delayBefore(next).toMillis();
        return new Routing.RetryAt(
                topology.levels().get(next - 2), next, nowMs + topology.jitter().apply(delayMs, random));
    }

    /** Whether another attempt may mend the failure. */
    public boolean isRetryable(Throwable failure) {
        return classifier.classify(failure) == Classification.RETRYABLE;
    }

    /** Returns where a record goes that gets no further attempt. */
    public Routing giveUp(DeadLetterReason reason) {
        return deadLetters ? new Routing.DeadLetter(reason) : new Routing.Drop(reason);
    }

    /**
     * Whether a due time found on a retry topic can have been written by this listener; a later one is refused, since
     * waiting for it would let whoever forged it hold a record, and memory, as long as they like.
     */
    public boolean plausible(int attempt, long dueAtMs, long nowMs, Duration clockSkew) {
        return attempt >= 2
                && attempt <= topology.backOff().attempts()
                && dueAtMs >= 0
                && dueAtMs <= nowMs + longestDelayMs + clockSkew.toMillis();
    }

    private static long millis(@Nullable Duration timeout) {
        return timeout == null || timeout.compareTo(Duration.ofMillis(FOR_EVER)) > 0 ? FOR_EVER : timeout.toMillis();
    }
}
