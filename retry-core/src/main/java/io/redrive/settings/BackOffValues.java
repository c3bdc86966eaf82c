package io.redrive.settings;

import io.redrive.backoff.BackOffSchedule;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one place says about the delays between attempts; null where it says nothing.
 *
 * @param attempts deliveries of a record, the first included
 * @param delay delay before the second attempt
 * @param multiplier growth of the delay
 * @param maxDelay longest delay when it grows
 * @param delays one delay per retry, in place of the four above; also empty where the place says nothing
 * @param blockingDelays delays before retries in place; empty for none of these
 * @param jitter ratio of random deviation
 */
public record BackOffValues(
        @Nullable Integer attempts,
        @Nullable Duration delay,
        @Nullable Double multiplier,
        @Nullable Duration maxDelay,
        @Nullable List<Duration> delays,
        @Nullable List<Duration> blockingDelays,
        @Nullable Double jitter) {

    /** Nothing at all. */
    public static final BackOffValues NONE = new BackOffValues(null, null, null, null, null, null, null);

    /** Copies the lists. */
    public BackOffValues {
        delays = delays == null || delays.isEmpty() ? null : List.copyOf(delays);
        blockingDelays = blockingDelays == null ? null : List.copyOf(blockingDelays);
    }

    /** Whether anything is said about the number of attempts and the delays between them. */
    public boolean sayDelays() {
        return delays != null || hasFormula();
    }

    /** Whether the delays are both listed and computed, so that it cannot be told which of them is meant. */
    public boolean contradict() {
        return delays != null && hasFormula();
    }

    /**
     * Returns these values, with the others where these say nothing. Listed delays are in place of computed ones, and the other
     * way round; a bound that the others set gives way to a delay that is longer.
     */
    public BackOffValues over(BackOffValues others) {
        BackOffValues delaysOf = sayDelays() ? this : others;
        boolean mixed = hasFormula() && delays == null;
        return new BackOffValues(
                mixed ? RetryValues.first(attempts, others.attempts) : delaysOf.attempts,
                mixed ? RetryValues.first(delay, others.delay) : delaysOf.delay,
                mixed ? RetryValues.first(multiplier, others.multiplier) : delaysOf.multiplier,
                mixed ? RetryValues.first(maxDelay, notBelow(delay, others.maxDelay)) : delaysOf.maxDelay,
                delaysOf.delays,
                RetryValues.first(blockingDelays, others.blockingDelays),
                RetryValues.first(jitter, others.jitter));
    }

    /**
     * Returns the delays.
     *
     * @throws IllegalArgumentException when they cannot be waited for
     * @throws NullPointerException when neither delays are listed, nor attempts and delay known
     */
    public BackOffSchedule schedule() {
        return delays != null
                ? new BackOffSchedule(delays)
                : BackOffSchedule.exponential(
                        Objects.requireNonNull(attempts),
                        Objects.requireNonNull(delay),
                        multiplier == null ? 1 : multiplier,
                        maxDelay);
    }

    private boolean hasFormula() {
        return attempts != null || delay != null || multiplier != null || maxDelay != null;
    }

    private static @Nullable Duration notBelow(@Nullable Duration delay, @Nullable Duration maxDelay) {
        return delay != null && maxDelay != null && maxDelay.compareTo(delay) < 0 ? delay : maxDelay;
    }
}
