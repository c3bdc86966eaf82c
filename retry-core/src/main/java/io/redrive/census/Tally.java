package io.redrive.census;

/** How many records with one cause there are among others, and from when to when. */
final class Tally {

    long count;
    long firstMs = Long.MAX_VALUE;
    long lastMs = Long.MIN_VALUE;
    long sample;

    /** Counts a record. */
    void add(long offset, long timestampMs) {
        count++;
        firstMs = Math.min(firstMs, timestampMs);
        if (timestampMs >= lastMs) {
            lastMs = timestampMs;
            sample = offset;
        }
    }

    /** Counts all records of another tally. */
    void add(Tally other) {
        count += other.count;
        firstMs = Math.min(firstMs, other.firstMs);
        if (other.lastMs >= lastMs) {
            lastMs = other.lastMs;
            sample = other.sample;
        }
    }

    /** Returns the same of a part of the records, of which none is older than {@code oldestMs}. */
    Tally of(long part, long oldestMs) {
        Tally tally = new Tally();
        tally.count = part;
        // What is resolved in between may leave nothing that is as old as the tally knows.
        tally.firstMs = Math.min(lastMs, Math.max(firstMs, oldestMs));
        tally.lastMs = lastMs;
        tally.sample = sample;
        return tally;
    }
}
