package io.redrive.backoff;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * A random deviation from a delay, drawn anew for every record so that records that failed together do not return
 * together. The deviation is uniform in {@code ±(delay * ratio + spread)}; a delay never becomes negative.
 *
 * @param ratio share of the delay, from 0 to 1
 * @param spread amount independent of the delay, at most {@link BackOffSchedule#LONGEST}
 */
public record Jitter(double ratio, Duration spread) {

    /** No deviation. */
    public static final Jitter NONE = new Jitter(0, Duration.ZERO);

    /** Checks the ranges. */
    public Jitter {
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("jitter must be a ratio from 0 to 1, but is " + ratio);
        }
        if (spread.isNegative()) {
            throw new IllegalArgumentException("jitter must not be negative, but is " + spread);
        }
        if (spread.compareTo(BackOffSchedule.LONGEST) > 0) {
            throw new IllegalArgumentException("jitter must not exceed 30 days, but is " + spread);
        }
    }

    /** Returns a jitter that is a share of each delay, from 0 to 1. */
    public static Jitter ofRatio(double ratio) {
        return new Jitter(ratio, Duration.ZERO);
    }

    /** Returns a jitter of a fixed amount. */
    public static Jitter ofSpread(Duration spread) {
        return new Jitter(0, spread);
    }

    /** Returns the delay in milliseconds with a deviation drawn from {@code random}. */
    public long apply(long delayMs, RandomGenerator random) {
        double width = widthMs(delayMs);
        if (width == 0) {
            return delayMs;
        }
        return Math.max(0, delayMs + Math.round((2 * random.nextDouble() - 1) * width));
    }

    /** Returns the longest delay in milliseconds that {@link #apply} can return for {@code delayMs}. */
    public long longest(long delayMs) {
        return delayMs + Math.round(widthMs(delayMs));
    }

    private double widthMs(long delayMs) {
        return delayMs * ratio + spread.toMillis();
    }
}
