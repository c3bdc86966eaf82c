package io.redrive.job;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a job has done so far.
 *
 * @param read records that it has looked at
 * @param sent records that it has sent
 * @param skipped records that were meant but not sent, by why
 */
public record JobCounts(long read, long sent, Map<String, Long> skipped) {

    /** Nothing. */
    public static final JobCounts NONE = new JobCounts(0, 0, Map.of());

    /** Copies the map. */
    public JobCounts {
        skipped = new TreeMap<>(skipped);
    }

    /** Returns the sums. */
    public JobCounts plus(JobCounts other) {
        Map<String, Long> sums = new TreeMap<>(skipped);
        other.skipped.forEach((why, count) -> sums.merge(why, count, Long::sum));
        return new JobCounts(read + other.read, sent + other.sent, sums);
    }
}
