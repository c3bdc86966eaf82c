package io.redrive.admin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Retry topics of a listener that spring-kafka reads from now on, in which records wait for longer than it makes any wait.
 *
 * @param listenerId id of the listener
 * @param groups the consumer group of each topic, by the name of the topic
 * @param takenOffBy the property that has taken the listener off
 */
public record LongWaits(String listenerId, Map<String, String> groups, String takenOffBy) {

    /** What is due later than this from now on, spring-kafka delivers at once. */
    public static final Duration LONGEST_OF_SPRING = Duration.ofDays(1);

    /** Copies the map. */
    public LongWaits {
        groups = Map.copyOf(groups);
    }

    /**
     * Returns what is to be told of these listeners: nothing of topics that are empty, or may not be seen.
     *
     * @throws BrokerUnavailableException when the brokers give no answer
     */
    public static List<String> warnings(Collection<LongWaits> listeners, TopicLook look) {
        List<String> warnings = new ArrayList<>();
        for (LongWaits each : listeners) {
            new TreeMap<>(each.groups).forEach((topic, group) -> {
                Long unread = look.unread(topic, Set.of(group));
                if (unread != null && unread > 0) {
                    warnings.add("Topic " + topic + " holds up to " + unread + " records that wait for listener "
                            + each.listenerId + ", which has been left to spring-kafka (" + each.takenOffBy
                            + "): those of them that are due in more than 24 hours are delivered at once by spring-kafka."
                            + " Take " + each.takenOffBy + " back until they are due");
                }
            });
        }
        return warnings;
    }
}
