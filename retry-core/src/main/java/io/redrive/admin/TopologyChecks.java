package io.redrive.admin;

import io.redrive.topic.RetryTopic;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicNaming;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What can be said about the topics of all listeners of an application without asking a broker. */
public final class TopologyChecks {

    private final List<TopicProblem> problems = new ArrayList<>();
    private final Set<String> listeners = new LinkedHashSet<>();

    private TopologyChecks() {}

    /**
     * Checks that the names are legal, that no two listeners share a retry topic, and that no listener listens to a retry
     * topic of another one. Dead-letter topics may be shared and listened to: nothing comes back from them.
     *
     * @throws TopologyException when they are not; carries all that was found
     */
    public static void check(Collection<RetryTopology> topologies) {
        TopologyChecks checks = new TopologyChecks();
        topologies.forEach(checks::names);
        checks.sharedRetryTopics(topologies);
        checks.retryTopicsAsMainTopics(topologies);
        if (!checks.problems.isEmpty()) {
            throw new TopologyException(List.copyOf(checks.listeners), checks.problems);
        }
    }

    private void names(RetryTopology topology) {
        topology.chains().stream()
                .flatMap(chain -> Stream.concat(Stream.of(chain.mainTopic()), chain.forwardTopics().stream()))
                .forEach(name -> name(topology, name));
    }

    private void name(RetryTopology topology, String name) {
        try {
            TopicNaming.checked(name);
        } catch (IllegalArgumentException illegal) {
            listeners.add(topology.listenerId());
            problems.add(new TopicProblem(
                    "'" + name + "'",
                    "of listener " + topology.listenerId() + " cannot exist under this name",
                    "Use 1 to " + TopicNaming.LONGEST_NAME
                            + " of the characters a-z, A-Z, 0-9, '.', '_' and '-', and not only one or two dots"));
        }
    }

    private void sharedRetryTopics(Collection<RetryTopology> topologies) {
        List<RetryTopology> before = new ArrayList<>();
        for (RetryTopology topology : topologies) {
            for (TopicChain chain : topology.chains()) {
                chain.retryTopics()
                        .forEach(topic -> before.stream()
                                .filter(owner -> reads(owner, topic.name(), chain))
                                .findFirst()
                                .ifPresent(owner -> report(topic.name(), owner, topology, shared(owner, topology))));
            }
            before.add(topology);
        }
    }

    /** Listeners of one group may share a topic when each is assigned partitions of its own by hand. */
    private static boolean reads(RetryTopology owner, String topic, TopicChain by) {
        return owner.chains().stream()
                .filter(chain -> chain.retryTopics().stream()
                        .anyMatch(each -> each.name().equals(topic)))
                .anyMatch(chain -> !chain.isApartFrom(by));
    }

    private static String shared(RetryTopology one, RetryTopology other) {
        String what = "receives the failed records of listener " + one.listenerId() + " and of listener "
                + other.listenerId();
        return one.group().equals(other.group())
                ? what + ", each of which would be given those of the other"
                : what + ": each of the groups " + one.group() + " and " + other.group()
                        + " would process the failed records of the other again";
    }

    private void retryTopicsAsMainTopics(Collection<RetryTopology> topologies) {
        for (RetryTopology from : topologies) {
            List<String> retryTopics = retryTopics(from);
            for (RetryTopology to : topologies) {
                to.chains().stream()
                        .map(TopicChain::mainTopic)
                        .filter(retryTopics::contains)
                        .forEach(topic -> report(
                                topic,
                                from,
                                to,
                                "receives the failed records of listener " + from.listenerId()
                                        + ", but is listened to by listener " + to.listenerId()
                                        + ", which would take them for new ones"));
            }
        }
    }

    private void report(String topic, RetryTopology one, RetryTopology other, String what) {
        listeners.add(one.listenerId());
        listeners.add(other.listenerId());
        problems.add(new TopicProblem(
                topic, what, "Give one of the two listeners other topics, or let their names carry the group"));
    }

    private static List<String> retryTopics(RetryTopology topology) {
        return topology.chains().stream()
                .flatMap(chain -> chain.retryTopics().stream())
                .map(RetryTopic::name)
                .toList();
    }
}
