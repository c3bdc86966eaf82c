package io.redrive.schedule;

/**
 * How long something that failed is left alone before it is tried again: 100 ms, and twice as long after each further failure,
 * up to 5 s. Ends at once when the clock was set back. Not thread-safe.
 */
public final class RetryPause {

    /** The longest there is, in milliseconds. */
    public static final long LONGEST_MS = 5_000;

    private static final long FIRST_MS = 100;

    private int failures;
    private long untilMs;

    /** Returns how long it lasts after so many failures before, in milliseconds. */
    public static long millisAfter(int failures) {
        return Math.min(FIRST_MS << Math.min(failures, 10), LONGEST_MS);
    }

    /** Begins one. */
    public void failed(long nowMs) {
        untilMs = nowMs + millisAfter(failures++);
    }

    /** Lets the next one be as short as the first. */
    public void succeeded() {
        failures = 0;
    }

    /** Whether it may be tried. */
    public boolean isOver(long nowMs) {
        long leftMs = untilMs - nowMs;
        // More than there can be left shows that the clock was set back.
        return leftMs <= 0 || leftMs > LONGEST_MS;
    }
}
