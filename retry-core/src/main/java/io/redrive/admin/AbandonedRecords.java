package io.redrive.admin;

import io.redrive.topic.ForwardNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What waits in the retry topics of a listener that has been taken off this engine, so that nobody would process it.
 *
 * @param listenerId id of the listener
 * @param group consumer group of its main topics
 * @param mainTopics its main topics, none when a pattern names them
 * @param pattern what the names of the main topics match, or null when they are listed
 * @param takenOffBy the property that has taken it off
 */
public record AbandonedRecords(
        String listenerId,
        String group,
        List<String> mainTopics,
        @Nullable Pattern pattern,
        String takenOffBy) {

    private static final ForwardNames NAMES = ForwardNames.ofGroup();

    /** Copies the list. */
    public AbandonedRecords {
        mainTopics = List.copyOf(mainTopics);
    }

    /**
     * Looks for what waits.
     *
     * @throws TopologyException when anything does in a topic that may be seen; carries all that was found
     * @throws BrokerUnavailableException when the brokers give no answer
     */
    public static void refuse(Collection<AbandonedRecords> listeners, TopicLook look) {
        Set<String> names = listeners.isEmpty() ? Set.of() : new TreeSet<>(look.names());
        List<TopicProblem> problems = new ArrayList<>();
        Set<String> concerned = new LinkedHashSet<>();
        for (AbandonedRecords each : listeners) {
            List<TopicProblem> found = each.find(names, look);
            if (!found.isEmpty()) {
                concerned.add(each.listenerId);
                problems.addAll(found);
            }
        }
        if (!problems.isEmpty()) {
            throw new TopologyException(List.copyOf(concerned), problems);
        }
    }

    private List<TopicProblem> find(Set<String> names, TopicLook look) {
        List<TopicProblem> problems = new ArrayList<>();
        List<String> mains = pattern == null
                ? mainTopics
                : names.stream().filter(name -> pattern.matcher(name).matches()).toList();
        for (String topic : names) {
            mains.stream()
                    .filter(main -> NAMES.isRetryTopic(topic, main, group))
                    .findFirst()
                    .map(main -> look.unread(topic, groups(topic, main)))
                    .filter(unread -> unread > 0)
                    .ifPresent(unread -> problems.add(problem(topic, unread)));
        }
        return problems;
    }

    /** The one of the shared layout and that of the layout per topic: what either has read was processed. */
    private Set<String> groups(String topic, String mainTopic) {
        return Set.of(sharedGroup(), group + NAMES.containerSuffix(topic, mainTopic));
    }

    private String sharedGroup() {
        return group + "-retry";
    }

    private TopicProblem problem(String topic, long unread) {
        return new TopicProblem(
                topic,
                "holds up to " + unread + " records that wait for listener " + listenerId
                        + ", which has been taken off Redrive (" + takenOffBy + "): nobody would process them",
                "Take " + takenOffBy
                        + " back until the retry topics are empty, which GET /actuator/retrytopics tells. To"
                        + " leave the records where they are instead, until their retention ends:"
                        + " kafka-consumer-groups.sh --bootstrap-server <broker> --group "
                        + ShellWords.quoted(sharedGroup()) + " --topic " + topic
                        + " --reset-offsets --to-latest --execute");
    }
}
