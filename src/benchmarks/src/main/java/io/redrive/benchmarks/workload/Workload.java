package io.redrive.benchmarks.workload;

import java.time.Duration;

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

    /** Whether any attempt fails. */
    public boolean fails() {
        return failures instanceof Failures.FirstAttempts;
    }

    /** Delay before a failed record is due again; zero when none fails. */
    public Duration delay() {
        return failures instanceof Failures.FirstAttempts first ? first.delay() : Duration.ZERO;
    }
}
