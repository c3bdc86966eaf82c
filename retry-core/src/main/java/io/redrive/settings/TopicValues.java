package io.redrive.settings;

import io.redrive.topic.TopicMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one place says about the retry topics and the dead-letter topics; null where it says nothing.
 *
 * @param mode what is done about the topics before the listener starts
 * @param partitions partitions of the topics
 * @param replicationFactor replicas of the topics
 * @param retention how long records in retry topics are kept
 * @param configs further settings of the topics, by Kafka's names
 */
public record TopicValues(
        @Nullable TopicMode mode,
        @Nullable Integer partitions,
        @Nullable Integer replicationFactor,
        @Nullable Duration retention,
        Map<String, String> configs) {

    /** Nothing at all. */
    public static final TopicValues NONE = new TopicValues(null, null, null, null, Map.of());

    /** Copies the map. */
    public TopicValues {
        configs = Map.copyOf(configs);
    }

    /** Returns these values, with the others where these say nothing; further settings of both, these first. */
    public TopicValues over(TopicValues others) {
        Map<String, String> both = new HashMap<>(others.configs);
        both.putAll(configs);
        return new TopicValues(
                RetryValues.first(mode, others.mode),
                RetryValues.first(partitions, others.partitions),
                RetryValues.first(replicationFactor, others.replicationFactor),
                RetryValues.first(retention, others.retention),
                both);
    }
}
