package io.redrive.autoconfigure;

import java.util.List;
import java.util.Map;

/**
 * A dead-letter topic that may be looked at.
 *
 * @param name its name
 * @param cluster how to reach its brokers
 * @param sources the listeners that write to it; none where it is somebody else's
 */
record DeadLetterTopic(String name, Cluster cluster, List<Source> sources) {

    /** Copies the list. */
    DeadLetterTopic {
        sources = List.copyOf(sources);
    }

    /**
     * How to reach the brokers.
     *
     * @param admins with what settings topics are looked at
     * @param consumers with what settings they are read
     */
    record Cluster(Map<String, Object> admins, Map<String, Object> consumers) {}

    /**
     * A main topic whose dead letters end there.
     *
     * @param listener id of the listener
     * @param mainTopic the main topic
     * @param group consumer group of the listener
     * @param retryTopics where its failed records wait before
     */
    record Source(String listener, String mainTopic, String group, List<String> retryTopics) {}
}
