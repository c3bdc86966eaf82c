package io.redrive.listener;

import java.util.concurrent.RejectedExecutionException;

/** How far the end of the application has come: it tells failures that the end causes from failures of records. Thread-safe. */
public final class ApplicationEnd {

    private volatile boolean begun;
    private volatile boolean overtime;

    /** Notes that the application runs, maybe again. */
    public void notYet() {
        begun = false;
        overtime = false;
    }

    /** Notes that the application has begun to end, and its executors take no more work. */
    public void begun() {
        begun = true;
    }

    /** Notes that listeners that still run have outlived the time they were given, and lose what they work with. */
    public void overtime() {
        overtime = true;
    }

    /**
     * Whether it is the end, not its record, that made a listener fail.
     *
     * @param failure what the listener has thrown
     * @param interrupted whether its thread was interrupted
     * @param stopped whether its container was stopped
     */
    boolean causes(Throwable failure, boolean interrupted, boolean stopped) {
        if (overtime) {
            return true;
        }
        boolean interruption = interrupted || ListenerFailures.isInterruption(failure);
        return ((begun || stopped) && interruption)
                || (begun && ListenerFailures.hasCause(failure, RejectedExecutionException.class));
    }
}
