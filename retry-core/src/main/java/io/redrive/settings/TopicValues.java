package io.redrive.settings;

import io.redrive.topic.TopicMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one place says about the retry topics and the dead-letter topic; null where it says nothing.
 *
 * @param deadLetters whether there is a dead-letter topic
 * @param deadLetterTopic name of the dead-letter topic
 * @param deadLetterRetention how long dead letters are kept
 * @param partitions partitions of the topics
 * @param replicationFactor replicas of the topics
 * @param mode what is done about the topics before the listener starts
 */
public record TopicValues(
        @Nullable Boolean deadLetters,
        @Nullable String deadLetterTopic,
        @Nullable Duration deadLetterRetention,
        @Nullable Integer partitions,
        @Nullable Integer replicationFactor,
        @Nullable TopicMode mode) {

    /** Nothing at all. */
    public static final TopicValues NONE = new TopicValues(null, null, null, null, null, null);

    /** Returns these values, with the others where these say nothing. */
    public TopicValues over(TopicValues others) {
        return new TopicValues(
                RetryValues.first(deadLetters, others.deadLetters),
                RetryValues.first(deadLetterTopic, others.deadLetterTopic),
                RetryValues.first(deadLetterRetention, others.deadLetterRetention),
                RetryValues.first(partitions, others.partitions),
                RetryValues.first(replicationFactor, others.replicationFactor),
                RetryValues.first(mode, others.mode));
    }
}
