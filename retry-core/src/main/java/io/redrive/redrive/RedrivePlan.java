package io.redrive.redrive;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a job would do.
 *
 * @param read records that were looked at
 * @param complete whether that is the whole topic; otherwise there may be more
 * @param targets records that would be sent, by topic
 * @param skipped records that are meant but would not be sent, by why, as in {@link RedriveProgress}
 * @param sample ids of some that would be sent
 * @param atLeast how long that would take at the rate that was asked for
 * @param warnings what somebody should know before
 */
public record RedrivePlan(
        long read,
        boolean complete,
        Map<String, Long> targets,
        Map<String, Long> skipped,
        List<String> sample,
        Duration atLeast,
        List<String> warnings) {

    /** Copies the collections. */
    public RedrivePlan {
        targets = new TreeMap<>(targets);
        skipped = new TreeMap<>(skipped);
        sample = List.copyOf(sample);
        warnings = List.copyOf(warnings);
    }
}
