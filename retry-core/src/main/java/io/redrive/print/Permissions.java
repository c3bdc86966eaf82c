package io.redrive.print;

import io.redrive.topic.RetryTopic;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicMode;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What an application has to be allowed for its retried listeners, and no more.
 *
 * @param topics operations by topic
 * @param groups operations by consumer group
 */
public record Permissions(Map<String, Set<Operation>> topics, Map<String, Set<Operation>> groups) {

    /** Creates a set without any permission. */
    public Permissions() {
        this(new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    /**
     * Adds what a listener needs.
     *
     * @param consumerGroups groups of all its containers
     * @param handlesDeadLetters whether one of the containers reads the dead-letter topics
     */
    public void add(RetryTopology topology, Collection<String> consumerGroups, boolean handlesDeadLetters) {
        for (TopicChain chain : topology.chains()) {
            allow(chain.mainTopic(), topology, Operation.READ);
            for (RetryTopic retry : chain.retryTopics()) {
                allow(retry.name(), topology, Operation.READ, Operation.WRITE);
                create(retry.name(), topology);
                if (topology.settings().create() && topology.settings().partitions() == 0) {
                    allow(retry.name(), topology, Operation.ALTER);
                }
            }
            for (String deadLetters : chain.deadLetterTopics()) {
                allow(deadLetters, topology, Operation.WRITE);
                create(deadLetters, topology);
                if (handlesDeadLetters) {
                    allow(deadLetters, topology, Operation.READ);
                }
            }
        }
        consumerGroups.forEach(group -> groups.computeIfAbsent(group, unused -> EnumSet.noneOf(Operation.class))
                .addAll(Set.of(Operation.READ, Operation.DESCRIBE)));
    }

    private void create(String topic, RetryTopology topology) {
        if (topology.settings().create()) {
            allow(topic, topology, Operation.CREATE);
        }
    }

    private void allow(String topic, RetryTopology topology, Operation... operations) {
        Set<Operation> allowed = topics.computeIfAbsent(topic, unused -> EnumSet.noneOf(Operation.class));
        allowed.add(Operation.DESCRIBE);
        allowed.addAll(Set.of(operations));
        if (topology.settings().mode() != TopicMode.NONE) {
            allowed.add(Operation.DESCRIBE_CONFIGS);
        }
    }
}
