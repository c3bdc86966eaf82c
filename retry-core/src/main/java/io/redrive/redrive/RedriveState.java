package io.redrive.redrive;

/** What a job is doing. */
public enum RedriveState {
    /** It waits for an instance to take it on. */
    REQUESTED(false),
    /** It sends. */
    RUNNING(false),
    /** It has sent its canary and waits for what becomes of it. */
    CANARY(false),
    /** It sends nothing until it is resumed. */
    PAUSED(false),
    /** It has sent everything. */
    COMPLETED(true),
    /** It was cancelled. */
    CANCELLED(true),
    /** It has stopped because records of its canary have failed again. */
    STOPPED(true),
    /** It could not go on. */
    FAILED(true),
    /** It was not begun, because another job was running. */
    REFUSED(true);

    private final boolean over;

    RedriveState(boolean over) {
        this.over = over;
    }

    /** Whether nothing is sent any more. */
    public boolean isOver() {
        return over;
    }
}
