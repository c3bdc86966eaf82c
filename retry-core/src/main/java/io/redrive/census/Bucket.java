package io.redrive.census;

import io.redrive.deadletter.FailureCause;
import java.util.HashMap;
import java.util.Map;

/** The records of a run of offsets, by cause. */
final class Bucket {

    final long from;
    private final Map<FailureCause, Tally> tallies = new HashMap<>();
    long to;
    long records;

    /** Creates a bucket without records that begins at an offset. */
    Bucket(long from) {
        this.from = from;
        this.to = from;
    }

    void count(long offset, long timestampMs, FailureCause cause) {
        tallies.computeIfAbsent(cause, unused -> new Tally()).add(offset, timestampMs);
        records++;
        to = offset + 1;
    }

    /** Takes in the bucket that follows. */
    void take(Bucket next) {
        next.tallies.forEach((cause, tally) ->
                tallies.computeIfAbsent(cause, unused -> new Tally()).add(tally));
        records += next.records;
        to = next.to;
    }

    Map<FailureCause, Tally> tallies() {
        return tallies;
    }
}
