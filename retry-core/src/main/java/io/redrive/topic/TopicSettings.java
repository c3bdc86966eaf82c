package io.redrive.topic;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the retry topics and the dead-letter topic of a listener are created.
 *
 * @param mode whether missing topics are created, and whether they are looked at when not
 * @param partitions number of partitions, or 0 for as many as the main topic has
 * @param replicationFactor replicas, or 0 for as many as the main topic has, or -1 for the broker's default
 * @param retention how long records in retry topics are kept, or null for as long as their delay needs and a while longer
 * @param deadLetterRetention how long dead letters are kept
 * @param configs further settings of the topics, by Kafka's names
 */
public record TopicSettings(
        TopicMode mode,
        int partitions,
        short replicationFactor,
        @Nullable Duration retention,
        Duration deadLetterRetention,
        Map<String, String> configs) {

    /** How long dead letters are kept by default: a month, so that an incident can be worked off with care. */
    public static final Duration DEFAULT_DEAD_LETTER_RETENTION = Duration.ofDays(30);

    /** How much longer than its longest delay a retry topic keeps records: an outage of a week loses nothing. */
    public static final Duration RETRY_RETENTION_MARGIN = Duration.ofDays(7);

    /**
     * How long a record may stay in any retry topic, however short the delay that the topic is for: one whose listener asks
     * for more than that is written anew before. A small part of {@link #RETRY_RETENTION_MARGIN}.
     */
    public static final Duration RETRY_STAY = Duration.ofHours(1);

    /** As the main topic, created when missing. */
    public static final TopicSettings LIKE_MAIN_TOPIC =
            new TopicSettings(TopicMode.CREATE, 0, (short) 0, DEFAULT_DEAD_LETTER_RETENTION);

    /** Checks the ranges and copies the map. */
    public TopicSettings {
        configs = Map.copyOf(configs);
        if (partitions < 0) {
            throw new IllegalArgumentException("numPartitions must be at least 1, but is " + partitions);
        }
        if (replicationFactor < -1) {
            throw new IllegalArgumentException(
                    "replicationFactor must be at least 1, or -1 for the broker's default, but is "
                            + replicationFactor);
        }
        if (retention != null && (retention.isNegative() || retention.isZero())) {
            throw new IllegalArgumentException("retention must be positive, but is " + retention);
        }
        if (deadLetterRetention.isNegative() || deadLetterRetention.isZero()) {
            throw new IllegalArgumentException("deadLetterRetention must be positive, but is " + deadLetterRetention);
        }
    }

    /** Creates settings with the usual retention of retry topics, and no further settings. */
    public TopicSettings(TopicMode mode, int partitions, short replicationFactor, Duration deadLetterRetention) {
        this(mode, partitions, replicationFactor, null, deadLetterRetention, Map.of());
    }

    /** Whether missing topics are created. */
    public boolean create() {
        return mode == TopicMode.CREATE;
    }
}
