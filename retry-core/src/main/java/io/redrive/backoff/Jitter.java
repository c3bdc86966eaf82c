package io.redrive.backoff;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A random deviation from a delay, drawn anew for every record so that records that failed together do not return
 * together. The deviation is uniform in {@code ±(delay * ratio + spread)}; a delay never becomes negative.
 *
 * @param ratio share of the delay, from 0 to 1
 * @param spread amount independent of the delay, at most {@link BackOffSchedule#LONGEST}
 * @param within what {@code spread} belongs to when it grows with the delay, or null when it does not
 */
public record Jitter(
        double ratio, Duration spread, @Nullable Bounds within) {

    /** No deviation. */
    public static final Jitter NONE = new Jitter(0, Duration.ZERO);

    /**
     * Between which a delay stays.
     *
     * @param initial the first delay, below which none comes; a delay that is twice as long deviates by twice as much
     * @param most the longest delay, or null when there is no bound
     */
    public record Bounds(Duration initial, @Nullable Duration most) {}

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

    /** Creates a deviation without bounds. */
    public Jitter(double ratio, Duration spread) {
        this(ratio, spread, null);
    }

    /** Returns a jitter that is a share of each delay, from 0 to 1. */
    public static Jitter ofRatio(double ratio) {
        return new Jitter(ratio, Duration.ZERO);
    }

    /** Returns a jitter of a fixed amount. */
    public static Jitter ofSpread(Duration spread) {
        return new Jitter(0, spread);
    }

    /**
     * Returns a jitter of an amount for the first delay, and as many times that as a delay is longer, which leads neither below
     * the first delay nor beyond the longest: what Spring's exponential back-off does.
     */
    public static Jitter growing(Duration spread, Duration initial, @Nullable Duration most) {
        return new Jitter(0, spread, new Bounds(initial, most));
    }

    /** Returns the delay in milliseconds with a deviation drawn from {@code random}. */
    public long apply(long delayMs, RandomGenerator random) {
        double width = widthMs(delayMs);
        if (width == 0) {
            return delayMs;
        }
        if (within != null) {
            long lowest = Math.max(
                    delayMs - Math.round(width), Math.min(within.initial().toMillis(), delayMs));
            return lowest + Math.round(random.nextDouble() * (longest(delayMs) - lowest));
        }
        return Math.max(0, delayMs + Math.round((2 * random.nextDouble() - 1) * width));
    }

    /** Returns the longest delay in milliseconds that {@link #apply} can return for {@code delayMs}. */
    public long longest(long delayMs) {
        long longest = delayMs + Math.round(widthMs(delayMs));
        Duration most = within == null ? null : within.most();
        return most == null ? longest : Math.max(delayMs, Math.min(longest, most.toMillis()));
    }

    private double widthMs(long delayMs) {
        long initialMs = within == null ? 0 : within.initial().toMillis();
        // In whole times, as Spring has it.
        long times = initialMs == 0 ? 1 : delayMs / initialMs;
        return delayMs * ratio + (double) spread.toMillis() * times;
    }
}
