package io.redrive.schedule;

/**
 * A bound of how many overdue records are delivered per second: it hands out instants, evenly spaced, to whoever asks, in the
 * order in which they ask. In any time it is at most the rate times that time, and a tenth of a second's worth, or one record,
 * for each of those who ask and one more. Thread-safe.
 */
public final class OverdueRate {

    /** What bounds nothing. */
    public static final OverdueRate UNBOUNDED = new OverdueRate(0);

    private static final long SECOND_MICROS = 1_000_000;
    /** Turns as long as this are short enough to wait for, and long enough for many records at once. */
    private static final int TURNS_PER_SECOND = 10;
    /** Going back further than threads can overtake each other between reading the clock and asking, it was set back. */
    private static final long CLOCK_SET_BACK_MS = 1_000;

    private final int perSecond;
    private final int perTurn;
    private final long intervalMicros;
    private long nextMicros;
    private long latestMs;

    /**
     * Creates a bound.
     *
     * @param perSecond records per second; 0 for no bound
     */
    public OverdueRate(int perSecond) {
        if (perSecond < 0) {
            throw new IllegalArgumentException("a rate must not be negative, but is " + perSecond);
        }
        this.perSecond = perSecond;
        this.perTurn = Math.max(1, perSecond / TURNS_PER_SECOND);
        // Rounded up: rather a little slower than a little faster.
        this.intervalMicros = perSecond == 0 ? 0 : (SECOND_MICROS + perSecond - 1) / perSecond;
    }

    /** Whether it bounds anything. */
    public boolean isBounded() {
        return perSecond > 0;
    }

    /**
     * Returns a turn behind all that were given before it; for a bounded rate only. It begins as much as its own length ago when
     * no other has: who comes back late from a listener has not lost its share.
     */
    public synchronized Turn next(long nowMs) {
        if (nowMs < latestMs - CLOCK_SET_BACK_MS) {
            latestMs = nowMs;
            nextMicros = 0;
        }
        latestMs = Math.max(latestMs, nowMs);
        long lengthMicros = perTurn * intervalMicros;
        long first = Math.max(nextMicros, nowMs * 1_000 - lengthMicros);
        nextMicros = first + lengthMicros;
        return new Turn(nowMs, first, perTurn, intervalMicros);
    }

    /**
     * Instants at which one overdue record each may be delivered, or later.
     *
     * @param givenMs when it was given, in milliseconds since the epoch
     * @param firstMicros the first instant, in microseconds since the epoch
     * @param size how many there are
     * @param intervalMicros time between two of them
     */
    public record Turn(long givenMs, long firstMicros, int size, long intervalMicros) {

        /** Instants closer than this are waited for together. */
        private static final long SLICE_MS = 5;

        /** Returns how many of the instants have come. */
        public int come(long nowMs) {
            long since = nowMs * 1_000 - firstMicros;
            return since < 0 ? 0 : (int) Math.min(size, since / intervalMicros + 1);
        }

        /** Returns when it is worth while to look again after {@code used} of the instants, in milliseconds since the epoch. */
        public long worthWhileAt(int used) {
            long at = (firstMicros + used * intervalMicros + 999) / 1_000;
            return used > 0 && intervalMicros < SLICE_MS * 1_000 ? at + SLICE_MS : at;
        }

        /** Whether the clock was set back since, so that the instants may be far ahead. */
        public boolean isOutOfDate(long nowMs) {
            return nowMs < givenMs - CLOCK_SET_BACK_MS;
        }
    }
}
