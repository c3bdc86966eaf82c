package io.redrive.admin;

import org.jspecify.annotations.Nullable;

/**
 * What is in a topic.
 *
 * @param partitions number of its partitions
 * @param records records in it, or a few more, since Kafka counts its own markers
 * @param uncommitted those of them that its reader has not committed yet; null when it has none, or when it may not be seen
 */
public record TopicBacklog(
        int partitions, long records, @Nullable Long uncommitted) {

    /**
     * A topic and who reads it.
     *
     * @param topic its name
     * @param group the consumer group that reads it, or null when none does
     */
    public record Reading(String topic, @Nullable String group) {}
}
