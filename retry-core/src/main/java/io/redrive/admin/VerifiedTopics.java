package io.redrive.admin;

import java.time.Duration;
import java.util.Map;

/**
 * The topics of a listener, all of which exist and fit.
 *
 * @param partitions number of partitions by name of topic; empty when the topics are taken to be right
 * @param retentions how long retry and dead-letter topics keep their records, as far as it is known; negative for ever
 */
public record VerifiedTopics(Map<String, Integer> partitions, Map<String, Duration> retentions) {

    /** Topics that nobody has looked at. */
    public static final VerifiedTopics UNKNOWN = new VerifiedTopics(Map.of(), Map.of());

    /** Copies the maps. */
    public VerifiedTopics {
        partitions = Map.copyOf(partitions);
        retentions = Map.copyOf(retentions);
    }

    /** Returns the number of partitions of a topic of the listener. */
    public int partitions(String topic) {
        Integer count = partitions.get(topic);
        if (count == null) {
            throw new IllegalArgumentException("'" + topic + "' is none of " + partitions.keySet());
        }
        return count;
    }
}
