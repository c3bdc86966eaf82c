package io.redrive.census;

import io.redrive.deadletter.FailureGroup;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the unresolved records of a dead-letter topic.
 *
 * @param partitions by number of partition
 * @param groups by cause, the largest first
 * @param uncounted offsets that are not counted yet; 0 when the report is complete
 * @param lost unresolved records that were deleted since the census began, this many at most
 */
public record CensusReport(Map<Integer, OfPartition> partitions, List<FailureGroup> groups, long uncounted, long lost) {

    /** Copies the collections. */
    public CensusReport {
        partitions = new TreeMap<>(partitions);
        groups = List.copyOf(groups);
    }

    /**
     * What is known of one partition.
     *
     * @param unresolved unresolved records that are counted
     * @param uncounted offsets that are not counted yet
     */
    public record OfPartition(long unresolved, long uncounted) {}

    /** Returns how many unresolved records are counted. */
    public long unresolved() {
        return partitions.values().stream().mapToLong(OfPartition::unresolved).sum();
    }

    /**
     * Returns the timestamp of the oldest unresolved record that is counted, or a somewhat earlier one where records beside it are
     * resolved; null when there is none.
     */
    public @Nullable Instant oldest() {
        return groups.stream()
                .map(FailureGroup::firstSeen)
                .min(Instant::compareTo)
                .orElse(null);
    }
}
