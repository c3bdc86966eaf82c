package io.redrive.admin;

import java.util.Map;

/**
 * The topics of a listener, all of which exist and fit.
 *
 * @param partitions number of partitions by name of topic
 */
public record VerifiedTopics(Map<String, Integer> partitions) {

    /** Copies the map. */
    public VerifiedTopics {
        partitions = Map.copyOf(partitions);
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
