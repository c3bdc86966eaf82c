package io.redrive.admin;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A topic, as the brokers see it.
 *
 * @param look the number of the look that has shown it; those that came later have higher ones, at whatever cluster
 * @param id what it is identified by: a topic that was made anew has another one; empty where brokers do not tell
 * @param partitions where its partitions begin and end for who reads committed data, by number
 * @param settings what of its settings decides how long records are kept, or null when it may not be seen
 */
public record TopicState(
        long look,
        String id,
        Map<Integer, Ends> partitions,
        @Nullable Settings settings) {

    /** Copies the map. */
    public TopicState {
        partitions = Map.copyOf(partitions);
    }

    /**
     * Where a partition begins and ends.
     *
     * @param begin the first offset
     * @param end the offset behind the last one
     */
    public record Ends(long begin, long end) {}

    /**
     * What decides how long records are kept.
     *
     * @param retention how long they are kept, or null for ever
     * @param retentionBytes how many bytes of a partition are kept, or null for all
     * @param cleanupPolicy what is done with old records
     */
    public record Settings(
            @Nullable Duration retention, @Nullable Long retentionBytes, String cleanupPolicy) {}
}
