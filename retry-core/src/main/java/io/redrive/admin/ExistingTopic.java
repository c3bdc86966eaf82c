package io.redrive.admin;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.jspecify.annotations.Nullable;

/**
 * A topic as the broker describes it.
 *
 * @param name its name
 * @param partitions number of partitions
 * @param replicas number of replicas of each partition
 * @param config its effective settings, empty when they may not be read
 */
record ExistingTopic(String name, int partitions, int replicas, Map<String, String> config) {

    ExistingTopic {
        config = Map.copyOf(config);
    }

    static ExistingTopic of(TopicDescription description, Map<String, String> config) {
        // The fewest: a partition that is being moved has more replicas for a while.
        int replicas = description.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(1);
        return new ExistingTopic(description.name(), description.partitions().size(), replicas, config);
    }

    /** Returns a topic with those of its settings that may be read. */
    static ExistingTopic of(TopicDescription description, Answer<Config> settings) {
        Map<String, String> values = new HashMap<>();
        if (settings.isGranted()) {
            for (ConfigEntry entry : settings.granted().entries()) {
                if (entry.value() != null) {
                    values.put(entry.name(), entry.value());
                }
            }
        }
        return of(description, values);
    }

    /** Returns a numeric setting, or null when it is not known. */
    @Nullable
    Long number(String key) {
        String value = config.get(key);
        return value == null ? null : Long.valueOf(value);
    }

    /** Returns a setting, or an empty text when it is not known. */
    String text(String key) {
        return config.getOrDefault(key, "");
    }
}
