package io.redrive.redrive;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a job works.
 *
 * @param target where dead letters are sent
 * @param rate records per second at most
 * @param maximum records at most, or null for all
 * @param canary so many are sent first, and the others when all of these were processed; 0 for none
 * @param again whether those are sent as well that were sent back before
 * @param archived whether those are sent as well that are archived
 * @param edit what is changed about the only record that is selected, or null
 * @param mostRedrives those are left out that have been sent back so often and have died again
 * @param id id of the job, or null for a new one
 * @param by who starts it
 * @param reason why, or null
 */
public record RedriveOptions(
        RedriveTarget target,
        int rate,
        @Nullable Long maximum,
        int canary,
        boolean again,
        boolean archived,
        @Nullable RedriveEdit edit,
        int mostRedrives,
        @Nullable String id,
        String by,
        @Nullable String reason) {

    /** The highest rate, in records per second. */
    public static final int HIGHEST_RATE = 100_000;

    /** The largest canary. */
    public static final int LARGEST_CANARY = 1_000;

    private static final int LONGEST_TEXT = 1_000;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /**
     * To the first retry topic, 100 records per second, all that were not sent back before and are not archived, none of them a
     * fourth time.
     */
    public static final RedriveOptions DEFAULT =
            new RedriveOptions(RedriveTarget.RETRY, 100, null, 0, false, false, null, 3, null, "application", null);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException when one cannot be meant; the message says which
     */
    public RedriveOptions {
        check(rate >= 1 && rate <= HIGHEST_RATE, "rate must be from 1 to " + HIGHEST_RATE);
        check(maximum == null || maximum >= 1, "maximum must be at least 1");
        check(canary >= 0 && canary <= LARGEST_CANARY, "canary must be from 0 to " + LARGEST_CANARY);
        check(mostRedrives >= 1, "mostRedrives must be at least 1");
        check(
                id == null || ID.matcher(id).matches(),
                "id must be of letters, digits, dots, hyphens and underscores, 64 at most");
        check(!by.isEmpty() && by.length() <= LONGEST_TEXT, "by must have from 1 to " + LONGEST_TEXT + " characters");
        check(
                reason == null || reason.length() <= LONGEST_TEXT,
                "reason must have " + LONGEST_TEXT + " characters at most");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Returns the same with another target. */
    public RedriveOptions withTarget(RedriveTarget other) {
        return new RedriveOptions(other, rate, maximum, canary, again, archived, edit, mostRedrives, id, by, reason);
    }

    /** Returns the same with another rate. */
    public RedriveOptions withRate(int perSecond) {
        return new RedriveOptions(
                target, perSecond, maximum, canary, again, archived, edit, mostRedrives, id, by, reason);
    }

    /** Returns the same for so many records at most. */
    public RedriveOptions withMaximum(@Nullable Long records) {
        return new RedriveOptions(target, rate, records, canary, again, archived, edit, mostRedrives, id, by, reason);
    }

    /** Returns the same with so many records first. */
    public RedriveOptions withCanary(int records) {
        return new RedriveOptions(target, rate, maximum, records, again, archived, edit, mostRedrives, id, by, reason);
    }

    /** Returns the same, with or without those that were sent back before. */
    public RedriveOptions withAgain(boolean also) {
        return new RedriveOptions(target, rate, maximum, canary, also, archived, edit, mostRedrives, id, by, reason);
    }

    /** Returns the same, with or without those that are archived. */
    public RedriveOptions withArchived(boolean also) {
        return new RedriveOptions(target, rate, maximum, canary, again, also, edit, mostRedrives, id, by, reason);
    }

    /** Returns the same with something changed about the record; null for nothing. */
    public RedriveOptions withEdit(@Nullable RedriveEdit changes) {
        return new RedriveOptions(
                target, rate, maximum, canary, again, archived, changes, mostRedrives, id, by, reason);
    }

    /** Returns the same with another bound of how often one record is sent back. */
    public RedriveOptions withMostRedrives(int times) {
        return new RedriveOptions(target, rate, maximum, canary, again, archived, edit, times, id, by, reason);
    }

    /** Returns the same for a job with this id. */
    public RedriveOptions withId(@Nullable String job) {
        return new RedriveOptions(target, rate, maximum, canary, again, archived, edit, mostRedrives, job, by, reason);
    }

    /** Returns the same in somebody's name. */
    public RedriveOptions by(String who, @Nullable String why) {
        return new RedriveOptions(target, rate, maximum, canary, again, archived, edit, mostRedrives, id, who, why);
    }
}
