package io.redrive.benchmarks.workload;

import java.util.stream.IntStream;

/**
 * Records that every system has to get through.
 *
 * @param id short name, such as {@code W1}
 * @param title what it shows, in a few words
 * @param records how many there are
 * @param failures which attempts fail
 * @param arrival when they are sent
 */
public record Workload(String id, String title, int records, Failures failures, Arrival arrival) {

    /** Partitions of every topic. */
    public static final int PARTITIONS = 6;

    /** The partition of a main topic that a record is sent to. */
    public static int partitionOf(int record) {
        return record % PARTITIONS;
    }

    /** Whether the records are sent while the system runs. */
    public boolean live() {
        return arrival instanceof Arrival.Live;
    }

    /** How many records fail. */
    public int failing() {
        return failures.any() ? records - unaffected() : 0;
    }

    /** How many records are none of those that fail, or would. */
    public int unaffected() {
        return (int) IntStream.range(0, records)
                .filter(record -> !failures.affects(record))
                .count();
    }
}
