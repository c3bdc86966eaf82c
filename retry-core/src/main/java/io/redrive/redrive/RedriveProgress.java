package io.redrive.redrive;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a job has come.
 *
 * @param read records that it has looked at
 * @param sent records that it has sent
 * @param skipped records that were meant but not sent, by why: {@code done}, {@code archived}, {@code loop}, {@code no-origin},
 *     {@code too-large}
 * @param left offsets that it has still to look at
 * @param eta when it will have come to the end if it goes on as it did, or null when that cannot be told
 */
public record RedriveProgress(
        long read,
        long sent,
        Map<String, Long> skipped,
        long left,
        @Nullable Instant eta) {

    /** Copies the map. */
    public RedriveProgress {
        skipped = new TreeMap<>(skipped);
    }
}
