package io.redrive.deadletter;

import org.jspecify.annotations.Nullable;

/**
 * Why records are dead: what dead letters are grouped by.
 *
 * @param type class of what was thrown
 * @param frame class and method of the application where it was thrown, or null when that is not known
 */
public record FailureCause(String type, @Nullable String frame) {

    /** The cause of dead letters that tell none. */
    public static final FailureCause UNKNOWN = new FailureCause("unknown", null);

    /** Returns the cause in words. */
    public String title() {
        return frame == null ? type : type + ": " + frame;
    }

    /** Returns what is the same for all dead letters with this cause. */
    public Fingerprint fingerprint() {
        return Fingerprint.of(this);
    }
}
