package io.redrive.job;

/** Keeps to a rate, in portions of a fifth of a second. Not thread-safe. */
public final class Pace {

    /** A portion is this large at most. */
    public static final int LARGEST = 500;

    private static final int PORTIONS = 5;
    private static final long SECOND_MS = 1_000;

    private double nextMs = Double.NEGATIVE_INFINITY;

    /** Returns how many records may be sent now; 0 for none yet. */
    int allowed(int rate, long nowMs) {
        return nowMs < nextMs ? 0 : Math.max(1, Math.min(LARGEST, rate / PORTIONS));
    }

    /** Returns after how many milliseconds more may be sent. */
    long waitMs(long nowMs) {
        return Math.max(1, (long) Math.ceil(nextMs - nowMs));
    }

    /** Notes that records were sent. What was missed in the last second is made up for. */
    public void sent(int records, int rate, long nowMs) {
        nextMs = Math.max(nextMs, (double) nowMs - SECOND_MS / (double) PORTIONS) + records * (double) SECOND_MS / rate;
    }
}
