package io.redrive.census;

import io.redrive.deadletter.FailureCause;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongBinaryOperator;

/** The records of a run of offsets, by cause and by time. */
final class Bucket {

    final long from;
    private final Map<FailureCause, Tally> tallies = new HashMap<>();
    private final Steps steps;
    long to;
    long records;
    private long unresolved;

    /**
     * Creates a bucket without records that begins at an offset.
     *
     * @param mostSteps in how many steps of time it knows its records at most
     */
    Bucket(long from, int mostSteps) {
        this.from = from;
        this.steps = new Steps(mostSteps);
        this.to = from;
    }

    void count(long offset, long timestampMs, FailureCause cause) {
        tallies.computeIfAbsent(cause, unused -> new Tally()).add(offset, timestampMs);
        steps.add(offset, timestampMs);
        records++;
        unresolved++;
        to = offset + 1;
    }

    /** Takes in the bucket that follows. */
    void take(Bucket next) {
        next.tallies.forEach((cause, tally) ->
                tallies.computeIfAbsent(cause, unused -> new Tally()).add(tally));
        steps.take(next.steps);
        records += next.records;
        unresolved += next.unresolved;
        to = next.to;
    }

    /** Notes how many of its records are unresolved. */
    void unresolvedAre(long count) {
        unresolved = count;
    }

    /** Returns how many of its records were unresolved when that was noted, and the later ones. */
    long unresolved() {
        return unresolved;
    }

    Map<FailureCause, Tally> tallies() {
        return tallies;
    }

    /**
     * Returns the timestamp of the oldest unresolved record, or somewhat earlier.
     *
     * @param resolved returns how many records of a run of offsets are resolved
     */
    long oldest(LongBinaryOperator resolved) {
        return steps.oldest(resolved);
    }

    /** Returns how many steps of time it remembers. */
    int steps() {
        return steps.size();
    }
}
