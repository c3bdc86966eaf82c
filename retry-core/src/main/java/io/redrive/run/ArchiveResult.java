package io.redrive.run;

import io.redrive.scan.Progress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of an {@link ArchiveRequest}.
 *
 * @param changed records that it has changed, or would change
 * @param skipped records that are meant but were not changed, by why: {@code archived}, {@code done}, {@code not-archived}
 * @param sample ids of some that it has changed
 * @param cursor where to go on, or empty when everything was read
 * @param progress how far it came
 */
public record ArchiveResult(
        long changed, Map<String, Long> skipped, List<String> sample, String cursor, Progress progress) {

    /** Copies the collections. */
    public ArchiveResult {
        skipped = new TreeMap<>(skipped);
        sample = List.copyOf(sample);
    }
}
