package io.redrive.job;

import java.time.Duration;

/**
 * Tells when whoever runs the jobs is to be replaced: when there was something to do for some seconds and no sign of life. Goes by
 * the clock of this instance alone. Not thread-safe.
 */
public final class Lease {

    /** Without a sign of life for so long, somebody is taken for dead. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private final long spreadMs;
    private long signs = -1;
    private long sinceMs;
    private long atOnceUntilMs = Long.MIN_VALUE;

    /**
     * Creates a lease.
     *
     * @param spread is added to the patience; differs between instances, so that they do not all come at once
     */
    public Lease(Duration spread) {
        this.spreadMs = spread.toMillis();
    }

    /** Lets what there is to do within a short time be done here without waiting; what comes later is not meant. */
    public void atOnce(long nowMs) {
        atOnceUntilMs = nowMs + PATIENCE.toMillis();
    }

    /**
     * Whether this instance is to take over.
     *
     * @param left whether whoever ran the jobs has said that it does not any more
     */
    public boolean isDue(boolean needsWork, long signsSeen, boolean left, long nowMs) {
        if (!needsWork || signsSeen != signs || nowMs < sinceMs) {
            signs = signsSeen;
            sinceMs = nowMs;
        }
        long patienceMs = spreadMs + (left ? 0 : PATIENCE.toMillis());
        boolean due = needsWork && (nowMs < atOnceUntilMs || nowMs - sinceMs >= patienceMs);
        if (due) {
            atOnceUntilMs = Long.MIN_VALUE;
            sinceMs = nowMs;
        }
        return due;
    }
}
