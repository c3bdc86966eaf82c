package io.redrive.admin;

import io.redrive.topic.RetryTopic;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A topic that records are forwarded to, as its listener needs it.
 *
 * @param name its name
 * @param mainTopic the topic its records come from
 * @param longestDelay how long a record may wait in it, jitter included; null for a dead-letter topic, where none waits
 */
record ForwardTopic(String name, String mainTopic, @Nullable Duration longestDelay) {

    /** Returns the retry topics and the dead-letter topics of a chain. */
    static List<ForwardTopic> of(RetryTopology topology, TopicChain chain) {
        List<ForwardTopic> topics = new ArrayList<>();
        for (RetryTopic retry : chain.retryTopics()) {
            long longestMs = topology.jitter().longest(retry.delay().toMillis());
            topics.add(new ForwardTopic(retry.name(), chain.mainTopic(), Duration.ofMillis(longestMs)));
        }
        chain.deadLetterTopics().forEach(name -> topics.add(new ForwardTopic(name, chain.mainTopic(), null)));
        return topics;
    }

    /** Returns how long the topic keeps its records when it is created. */
    Duration retention(TopicSettings settings) {
        return longestDelay == null
                ? settings.deadLetterRetention()
                : longestDelay.plus(TopicSettings.RETRY_RETENTION_MARGIN);
    }
}
