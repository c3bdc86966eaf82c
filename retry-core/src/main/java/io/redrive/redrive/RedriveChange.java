package io.redrive.redrive;

import org.jspecify.annotations.Nullable;

/**
 * What is to change about a job.
 *
 * @param wanted what it shall do from now on, or null for what it does
 * @param rate records per second at most from now on, or null for as many as before
 * @param by who changes it
 * @param reason why, or null
 */
public record RedriveChange(
        @Nullable Wanted wanted,
        @Nullable Integer rate,
        String by,
        @Nullable String reason) {

    /** What a job shall do. */
    public enum Wanted {
        /** Go on. */
        RUN,
        /** Send nothing until it shall go on. */
        PAUSE,
        /** Send nothing any more; what was sent stays sent. */
        CANCEL
    }

    /**
     * Checks the rate.
     *
     * @throws IllegalArgumentException when it cannot be meant
     */
    public RedriveChange {
        if (rate != null && (rate < 1 || rate > RedriveOptions.HIGHEST_RATE)) {
            throw new IllegalArgumentException("rate must be from 1 to " + RedriveOptions.HIGHEST_RATE);
        }
    }

    /** Returns a pause. */
    public static RedriveChange pause() {
        return new RedriveChange(Wanted.PAUSE, null, "application", null);
    }

    /** Returns the end of a pause. */
    public static RedriveChange resume() {
        return new RedriveChange(Wanted.RUN, null, "application", null);
    }

    /** Returns the end of the job. */
    public static RedriveChange cancel() {
        return new RedriveChange(Wanted.CANCEL, null, "application", null);
    }

    /** Returns another rate. */
    public static RedriveChange rate(int perSecond) {
        return new RedriveChange(null, perSecond, "application", null);
    }

    /** Returns the same in somebody's name. */
    public RedriveChange by(String who, @Nullable String why) {
        return new RedriveChange(wanted, rate, who, why);
    }
}
