package io.redrive.topic;

import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The topics of one listener and the delays between its attempts.
 *
 * @param listenerId id of the listener
 * @param group consumer group of the main topics
 * @param backOff the delays between attempts
 * @param jitter deviation from these delays
 * @param levels for each retry in order, the index into {@link TopicChain#retryTopics()} of the topic it waits in
 * @param chains one per main topic
 * @param settings how missing topics are created
 */
public record RetryTopology(
        String listenerId,
        String group,
        BackOffSchedule backOff,
        Jitter jitter,
        List<Integer> levels,
        List<TopicChain> chains,
        TopicSettings settings) {

    /** Copies the lists and checks that levels, retry topics and dead-letter topics fit together. */
    public RetryTopology {
        levels = List.copyOf(levels);
        chains = List.copyOf(chains);
        if (levels.size() != backOff.delays().size()) {
            throw new IllegalArgumentException(
                    levels.size() + " levels do not fit " + backOff.delays().size() + " retries");
        }
        if (chains.stream()
                        .map(chain -> chain.deadLetterTopics().size())
                        .distinct()
                        .count()
                > 1) {
            throw new IllegalArgumentException(
                    "every main topic must have as many dead-letter topics as the others, but they are " + chains);
        }
        Set<String> topics = new HashSet<>();
        for (TopicChain chain : chains) {
            if (settings.partitions() > 0 && settings.partitions() < chain.leastPartitions()) {
                throw new IllegalArgumentException("numPartitions is " + settings.partitions()
                        + ", but the listener is assigned partition " + (chain.leastPartitions() - 1) + " of "
                        + chain.mainTopic());
            }
            for (int level : levels) {
                if (level < 0 || level >= chain.retryTopics().size()) {
                    throw new IllegalArgumentException("level " + level + " has no retry topic in " + chain);
                }
            }
            List<String> names = new ArrayList<>(chain.forwardTopics());
            names.add(chain.mainTopic());
            if (!names.stream().allMatch(topics::add)) {
                throw new IllegalArgumentException("the topics of a listener must differ, but are " + chains);
            }
        }
    }

    /** Returns the same listener with these main topics only. */
    public RetryTopology with(List<TopicChain> others) {
        return new RetryTopology(listenerId, group, backOff, jitter, levels, others, settings);
    }

    /** Returns the longest time a record of this listener may wait in a retry topic, jitter included. */
    public Duration longestDelay() {
        return Duration.ofMillis(jitter.longest(backOff.longest().toMillis()));
    }
}
