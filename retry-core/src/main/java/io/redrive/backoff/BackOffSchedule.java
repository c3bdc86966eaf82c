package io.redrive.backoff;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The delays before the attempts 2, 3, ... of a record; attempt 1 is the first delivery.
 *
 * @param delays one delay per retry, in order; empty when a record has one attempt only
 */
public record BackOffSchedule(List<Duration> delays) {

    /** The longest delay that can be configured. */
    public static final Duration LONGEST = Duration.ofDays(30);

    /** The most attempts that can be configured; a higher number on a record is taken for forged. */
    public static final int MOST_ATTEMPTS = 10_000;

    /** Checks that every delay lies between zero and {@link #LONGEST}, and that there are not too many. */
    public BackOffSchedule {
        delays = List.copyOf(delays);
        retries(delays.size() + 1);
        delays.forEach(BackOffSchedule::checked);
    }

    /** Returns the schedule with the same delay before every retry. */
    public static BackOffSchedule fixed(int attempts, Duration delay) {
        return new BackOffSchedule(Collections.nCopies(retries(attempts), checked(delay)));
    }

    /**
     * Returns the schedule in which the delay before attempt {@code n} is {@code initial * multiplier^(n-2)}, never more
     * than {@code maxDelay}.
     */
    public static BackOffSchedule exponential(
            int attempts, Duration initial, double multiplier, @Nullable Duration maxDelay) {
        if (!(multiplier >= 1.0) || Double.isInfinite(multiplier)) {
            throw new IllegalArgumentException("multiplier must be a number of at least 1, but is " + multiplier);
        }
        checked(initial);
        Duration cap = maxDelay == null ? LONGEST : checked(maxDelay);
        if (cap.compareTo(initial) < 0) {
            throw new IllegalArgumentException("maxDelay " + cap + " must not be shorter than delay " + initial);
        }
        List<Duration> delays = new ArrayList<>();
        double millis = initial.toMillis();
        for (int retry = 0; retry < retries(attempts); retry++) {
            // Rounded, because the product may lie a fraction below the whole number that it stands for.
            delays.add(Duration.ofMillis(Math.round(Math.min(millis, (double) cap.toMillis()))));
            millis *= multiplier;
        }
        return new BackOffSchedule(delays);
    }

    /** Returns the number of deliveries a record gets at most, the first one included. */
    public int attempts() {
        return delays.size() + 1;
    }

    /**
     * Returns the delay before an attempt.
     *
     * @param attempt 2 or more, at most {@link #attempts()}
     */
    public Duration delayBefore(int attempt) {
        return delays.get(attempt - 2);
    }

    /** Returns the longest delay, zero when there is none. */
    public Duration longest() {
        return delays.stream().max(Duration::compareTo).orElse(Duration.ZERO);
    }

    private static Duration checked(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a delay must not be negative, but is " + delay);
        }
        if (delay.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a delay must not exceed 30 days, but is " + delay);
        }
        return delay;
    }

    private static int retries(int attempts) {
        if (attempts < 1) {
            throw new IllegalArgumentException(
                    "attempts must be at least 1 (the first delivery counts), but is " + attempts);
        }
        if (attempts > MOST_ATTEMPTS) {
            throw new IllegalArgumentException("attempts must be at most " + MOST_ATTEMPTS + ", but is " + attempts);
        }
        return attempts - 1;
    }
}
