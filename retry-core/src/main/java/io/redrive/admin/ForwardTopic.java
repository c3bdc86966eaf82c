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
 * @param leastPartitions how many partitions it must have
 */
record ForwardTopic(String name, String mainTopic, @Nullable Duration longestDelay, int leastPartitions) {

    /** Creates one that may have any number of partitions. */
    ForwardTopic(String name, String mainTopic, @Nullable Duration longestDelay) {
        this(name, mainTopic, longestDelay, 0);
    }

    /** Returns the retry topics and the dead-letter topics of a chain. */
    static List<ForwardTopic> of(RetryTopology topology, TopicChain chain) {
        int least = chain.leastPartitions();
        List<ForwardTopic> topics = new ArrayList<>();
        for (RetryTopic retry : chain.retryTopics()) {
            long longestMs = topology.jitter().longest(retry.delay().toMillis());
            topics.add(new ForwardTopic(retry.name(), chain.mainTopic(), Duration.ofMillis(longestMs), least));
        }
        chain.deadLetterTopics().forEach(name -> topics.add(new ForwardTopic(name, chain.mainTopic(), null, least)));
        return topics;
    }

    /** Returns how long the topic keeps its records when it is created. */
    Duration retention(TopicSettings settings) {
        if (longestDelay == null) {
            return settings.deadLetterRetention();
        }
        return settings.retention() != null
                ? settings.retention()
                : longestDelay.plus(TopicSettings.RETRY_RETENTION_MARGIN);
    }
}
