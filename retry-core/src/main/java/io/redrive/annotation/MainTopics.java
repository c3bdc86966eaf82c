package io.redrive.annotation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
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

    /** Returns how many partitions the topics must at least have for the highest one that is assigned by hand; 0 for none. */
    static int leastPartitions(MethodKafkaListenerEndpoint<?, ?> endpoint) {
        return assigned(endpoint).stream()
                .mapToInt(each -> each.getPartition() + 1)
                .max()
                .orElse(0);
    }

    private static List<TopicPartitionOffset> assigned(MethodKafkaListenerEndpoint<?, ?> endpoint) {
        TopicPartitionOffset[] assigned = endpoint.getTopicPartitionsToAssign();
        return assigned == null ? List.of() : new ArrayList<>(Arrays.asList(assigned));
    }
}
