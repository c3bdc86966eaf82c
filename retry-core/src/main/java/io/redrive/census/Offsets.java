package io.redrive.census;

/**
 * A run of offsets of one partition.
 *
 * @param from the first
 * @param to the one behind the last
 */
public record Offsets(long from, long to) {

    /** Whether there are none. */
    public boolean isEmpty() {
        return from >= to;
    }

    /** Returns how many there are; records are as many at most. */
    public long count() {
        return Math.max(0, to - from);
    }
}
