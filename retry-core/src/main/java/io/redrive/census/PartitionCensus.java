package io.redrive.census;

import io.redrive.deadletter.FailureCause;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The records of one partition, in buckets of some consecutive ones each: so that those can be taken off again that are
 * deleted, and without remembering each. Where a bucket was deleted in part, the rest of it is counted anew.
 */
final class PartitionCensus {

    private static final int BUCKET_RECORDS = 1_000;
    private static final int MOST_BUCKETS = 256;
    private static final int STEPS = 1_024;
    private static final int FEWEST_STEPS = 16;

    private final ToLongFunction<Bucket> unresolved;
    private List<Bucket> buckets = new ArrayList<>();
    private int bucketRecords = BUCKET_RECORDS;
    private long position;
    private long end;
    private long lost;
    private boolean begun;
    private @Nullable Recount recount;

    /** The rest of a bucket that is counted anew; it is the first one. */
    private static final class Recount {

        final long to;
        final long before;
        long next;

        Recount(long next, long to, long before) {
            this.next = next;
            this.to = to;
            this.before = before;
        }
    }

    /**
     * Creates a census of a partition of which nothing is known.
     *
     * @param unresolved returns how many records of a bucket are unresolved
     */
    PartitionCensus(ToLongFunction<Bucket> unresolved) {
        this.unresolved = unresolved;
    }

    /**
     * Takes note of where the partition begins and ends.
     *
     * @param isKnown whether it is known to be the same as before
     */
    void exists(Offsets present, boolean isKnown) {
        if (!begun || (!isKnown && present.to() < position)) {
            // It was made anew, or this is the first look at it.
            buckets = new ArrayList<>();
            position = present.from();
            recount = null;
            begun = true;
        }
        end = present.to();
        deletedBelow(present.from());
    }

    /** Returns what is to be counted next. */
    Offsets next() {
        Recount current = recount;
        return current == null ? new Offsets(position, end) : new Offsets(current.next, current.to);
    }

    /** Takes note of where the partition begins, when it may end elsewhere by now. */
    void deletedBelow(long from) {
        Recount current = recount;
        if (current != null && from > buckets.get(0).from) {
            buckets.remove(0);
            if (from >= current.to) {
                lost += current.before;
                recount = null;
            } else {
                buckets.add(0, bucket(from));
                recount = new Recount(from, current.to, current.before);
            }
        }
        while (recount == null && !buckets.isEmpty() && buckets.get(0).from < from) {
            Bucket first = buckets.remove(0);
            if (first.to <= from) {
                lost += unresolved(first);
            } else {
                buckets.add(0, bucket(from));
                recount = new Recount(from, first.to, unresolved(first));
            }
        }
        if (from > position) {
            lost += from - position;
            position = from;
        }
    }

    /** What was resolved of deleted records may be forgotten already, so what was known last holds as well. */
    private long unresolved(Bucket bucket) {
        return Math.min(bucket.unresolved(), unresolved.applyAsLong(bucket));
    }

    /** Counts a record that was read from where {@link #next} said. */
    void count(long offset, long timestampMs, FailureCause cause) {
        Recount current = recount;
        if (current != null) {
            buckets.get(0).count(offset, timestampMs, cause);
            current.next = offset + 1;
            return;
        }
        position = offset + 1;
        if (buckets.isEmpty() || buckets.get(buckets.size() - 1).records >= bucketRecords) {
            if (buckets.size() >= MOST_BUCKETS) {
                halve();
            }
            buckets.add(bucket(offset));
        }
        buckets.get(buckets.size() - 1).count(offset, timestampMs, cause);
    }

    /** Takes note that everything below {@code next} was read, whether or not there were records. */
    void readTo(long next) {
        Recount current = recount;
        if (current == null) {
            position = Math.max(position, next);
            return;
        }
        current.next = Math.max(current.next, next);
        if (current.next >= current.to) {
            lost += Math.max(0, current.before - unresolved.applyAsLong(buckets.get(0)));
            buckets.get(0).to = current.to;
            recount = null;
        }
    }

    /** Few buckets may be of a long time each, so they know it the more exactly. */
    private Bucket bucket(long from) {
        return new Bucket(from, Math.max(FEWEST_STEPS, STEPS / (buckets.size() + 1)));
    }

    private void halve() {
        List<Bucket> halved = new ArrayList<>();
        for (int i = 0; i < buckets.size(); i += 2) {
            Bucket bucket = buckets.get(i);
            if (i + 1 < buckets.size()) {
                bucket.take(buckets.get(i + 1));
            }
            halved.add(bucket);
        }
        buckets = halved;
        bucketRecords *= 2;
    }

    List<Bucket> buckets() {
        return buckets;
    }

    /** Returns how many offsets are not counted yet. */
    long uncounted() {
        Recount current = recount;
        return Math.max(0, end - position) + (current == null ? 0 : current.to - current.next);
    }

    /** Returns how many unresolved records were deleted. */
    long lost() {
        return lost;
    }
}
