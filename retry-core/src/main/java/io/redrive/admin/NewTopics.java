package io.redrive.admin;

import io.redrive.topic.TopicSettings;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** Says how a missing topic is created. */
final class NewTopics {

    /** Room for the headers of a forwarded record, so that the largest record of a main topic still fits. */
    private static final int HEADER_ROOM_BYTES = 64 * 1024;

    private NewTopics() {}

    /** Returns a main topic, which is as the broker would create it unless numbers were asked for. */
    static NewTopic main(String name, TopicSettings settings) {
        return new NewTopic(name, positive(settings.partitions()), replicas(settings.replicationFactor()));
    }

    /**
     * Returns a retry topic or a dead-letter topic.
     *
     * @param main the main topic as it exists, or null when nothing is known of it
     */
    static NewTopic forward(ForwardTopic topic, TopicSettings settings, @Nullable ExistingTopic main) {
        int partitions = settings.partitions() == 0 && main != null ? main.partitions() : settings.partitions();
        int replicas =
                settings.replicationFactor() == 0 && main != null ? main.replicas() : settings.replicationFactor();
        Map<String, String> config = new TreeMap<>();
        config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        config.put(
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(topic.retention(settings).toMillis()));
        config.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
        config.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime");
        if (main != null) {
            copyLimits(main, replicas, config);
        }
        config.putAll(settings.configs());
        return new NewTopic(topic.name(), positive(partitions), replicas(replicas)).configs(config);
    }

    /** Returns the shell command that creates a topic. */
    static String command(NewTopic topic) {
        StringBuilder command =
                new StringBuilder("kafka-topics.sh --bootstrap-server <broker> --create --topic ").append(topic.name());
        if (topic.numPartitions() > 0) {
            command.append(" --partitions ").append(topic.numPartitions());
        }
        if (topic.replicationFactor() > 0) {
            command.append(" --replication-factor ").append(topic.replicationFactor());
        }
        if (topic.configs() != null) {
            topic.configs()
                    .forEach((key, value) ->
                            command.append(" --config ").append(key).append('=').append(value));
        }
        return command.toString();
    }

    private static void copyLimits(ExistingTopic main, int replicas, Map<String, String> config) {
        Long maxBytes = main.number(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        if (maxBytes != null) {
            config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Long.toString(withHeaders(maxBytes)));
        }
        Long minInSync = main.number(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
        // With the broker's number of replicas, its own minimum is the one that fits.
        if (minInSync != null && replicas > 0) {
            config.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Long.toString(Math.min(minInSync, replicas)));
        }
    }

    /** Returns a maximum size for what is forwarded from a topic with the given one. */
    static long withHeaders(long maxBytes) {
        return Math.min(maxBytes + HEADER_ROOM_BYTES, Integer.MAX_VALUE);
    }

    private static Optional<Integer> positive(int number) {
        return number > 0 ? Optional.of(number) : Optional.empty();
    }

    private static Optional<Short> replicas(int number) {
        return number > 0 ? Optional.of((short) number) : Optional.empty();
    }
}
