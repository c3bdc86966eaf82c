package io.redrive.job;

import java.util.Comparator;

/**
 * Who runs the jobs of a dead-letter topic, and since which of its notes. Of two, the later is the one with the higher number.
 *
 * @param number grows with each instance that takes over
 * @param instance the instance
 * @param note grows with each note of that instance
 */
public record Claim(long number, String instance, long note) implements Comparable<Claim> {

    private static final Comparator<Claim> ORDER = Comparator.comparingLong(Claim::number)
            .thenComparing(Claim::instance)
            .thenComparingLong(Claim::note);

    /** Nobody. */
    public static final Claim NONE = new Claim(0, "", 0);

    /** Returns the claim of an instance that takes over after this one. */
    public Claim takenOver(String by) {
        return new Claim(number + 1, by, 0);
    }

    /** Returns the claim with the next note. */
    public Claim next() {
        return new Claim(number, instance, note + 1);
    }

    /** Whether another one is by the same instance, which nobody has taken over from in between. */
    public boolean isSame(Claim other) {
        return number == other.number && instance.equals(other.instance);
    }

    @Override
    public int compareTo(Claim other) {
        return ORDER.compare(this, other);
    }
}
