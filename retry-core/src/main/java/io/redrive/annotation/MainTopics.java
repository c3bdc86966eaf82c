package io.redrive.annotation;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.kafka.config.MethodKafkaListenerEndpoint;
import org.springframework.kafka.support.TopicPartitionOffset;

/** The topics that a listener names, whether it subscribes to them or has partitions of them assigned by hand. */
final class MainTopics {

    private MainTopics() {}

    static List<String> of(MethodKafkaListenerEndpoint<?, ?> endpoint) {
        Collection<String> subscribed = endpoint.getTopics();
        return subscribed.isEmpty()
                ? assigned(endpoint).stream()
                        .map(TopicPartitionOffset::getTopic)
                        .distinct()
                        .toList()
                : List.copyOf(subscribed);
    }

    /** Returns the partitions of a topic that are assigned by hand. */
    static Set<Integer> assigned(MethodKafkaListenerEndpoint<?, ?> endpoint, String topic) {
        return assigned(endpoint).stream()
                .filter(each -> topic.equals(each.getTopic()))
                .map(TopicPartitionOffset::getPartition)
                .collect(Collectors.toSet());
    }

    private static List<TopicPartitionOffset> assigned(MethodKafkaListenerEndpoint<?, ?> endpoint) {
        TopicPartitionOffset[] assigned = endpoint.getTopicPartitionsToAssign();
        return assigned == null ? List.of() : Arrays.asList(assigned);
    }
}
