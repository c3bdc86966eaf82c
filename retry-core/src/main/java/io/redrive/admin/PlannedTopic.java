package io.redrive.admin;

import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A topic as it should be created.
 *
 * @param name its name
 * @param partitions number of partitions, or 0 for as many as the broker gives it
 * @param replicas number of replicas, or 0 for as many as the broker gives it
 * @param config its settings
 */
public record PlannedTopic(String name, int partitions, int replicas, Map<String, String> config) {

    static PlannedTopic of(NewTopic topic) {
        return new PlannedTopic(
                topic.name(),
                Math.max(0, topic.numPartitions()),
                Math.max(0, topic.replicationFactor()),
                topic.configs() == null ? Map.of() : new TreeMap<>(topic.configs()));
    }
}
