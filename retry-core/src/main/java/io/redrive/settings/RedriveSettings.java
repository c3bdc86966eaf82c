package io.redrive.settings;

import io.redrive.topic.TopicMode;
import java.util.Objects;

/**
 * What the configuration says about listeners.
 *
 * @param defaults what empty attributes of {@link io.redrive.KafkaRetry @KafkaRetry} mean; they leave nothing open that has to
 *     be known of every listener
 * @param listeners what is said about single listeners
 */
public record RedriveSettings(RetryValues defaults, ListenerEntries listeners) {

    /** Returns what is done about the topics of listeners that say nothing about it, whatever their annotation. */
    public TopicMode topicMode() {
        return Objects.requireNonNull(defaults.topics().mode());
    }
}
