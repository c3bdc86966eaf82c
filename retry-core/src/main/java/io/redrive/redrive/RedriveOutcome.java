package io.redrive.redrive;

/**
 * What became of the records that a job has sent, as far as it is known.
 *
 * @param recovered records that were processed
 * @param failedAgain records that are dead letters again
 * @param known whether that is all of them, and for good
 */
public record RedriveOutcome(long recovered, long failedAgain, boolean known) {

    /** Nothing is known. */
    public static final RedriveOutcome UNKNOWN = new RedriveOutcome(0, 0, false);
}
