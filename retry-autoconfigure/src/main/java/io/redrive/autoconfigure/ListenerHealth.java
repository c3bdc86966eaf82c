package io.redrive.autoconfigure;

import io.redrive.forward.FailingTopic;
import io.redrive.listener.ListenerContainer;
import io.redrive.listener.ListenerContainer.State;
import io.redrive.listener.RetryListener;
import io.redrive.listener.RetryListeners.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether a listener does its work, by what is known in memory.
 *
 * @param up whether it does
 * @param problems what is wrong; also what does not keep it from working on its other topics
 * @param containers what its containers do, by id
 */
record ListenerHealth(boolean up, List<String> problems, Map<String, State> containers) {

    /** For shorter, a broker that restarts would put every instance out of service. */
    static final Duration PATIENCE_WITH_FORWARDS = Duration.ofMinutes(1);

    /**
     * Judges.
     *
     * @param stops why containers have stopped, by id, as far as that is known
     */
    static ListenerHealth of(Entry entry, Map<String, String> stops, Instant now) {
        RetryListener listener = entry.listener();
        Map<String, State> containers = new TreeMap<>();
        for (ListenerContainer each : listener.containers()) {
            containers.put(each.id(), each.state());
        }
        return of(listener.isVerified(), listener.problems(), containers, stops, failing(entry), now)
                .missing(listener.topics().deleted());
    }

    /** Returns the topics of a listener that cannot be written at present. */
    static Map<String, FailingTopic> failing(Entry entry) {
        Map<String, FailingTopic> failing = new TreeMap<>(entry.forwarder().failing());
        failing.keySet().removeIf(topic -> entry.listener().topics().view().chain(topic) == null);
        return failing;
    }

    /**
     * Judges.
     *
     * @param verified whether its topics exist and fit, so that its containers may run
     * @param topicProblems what was found wrong with its topics
     * @param stops why containers have stopped, by id, as far as that is known
     * @param failing the topics that it cannot write to at present
     */
    static ListenerHealth of(
            boolean verified,
            List<String> topicProblems,
            Map<String, State> containers,
            Map<String, String> stops,
            Map<String, FailingTopic> failing,
            Instant now) {
        List<String> problems = new ArrayList<>(topicProblems);
        boolean up = verified;
        if (!verified && topicProblems.isEmpty()) {
            problems.add("Its topics are not verified yet; its containers are started as soon as they are");
        }
        for (Map.Entry<String, State> container : containers.entrySet()) {
            if (container.getValue() == State.FAILED) {
                up = false;
                problems.add("Container " + container.getKey() + " has stopped because "
                        + stops.getOrDefault(container.getKey(), "of an error")
                        + "; the log tells more, and it is not started again by itself");
            }
        }
        for (Map.Entry<String, FailingTopic> topic : failing.entrySet()) {
            FailingTopic why = topic.getValue();
            if (Duration.between(why.since(), now).compareTo(PATIENCE_WITH_FORWARDS) >= 0) {
                up = false;
                problems.add("Forwarding to " + topic.getKey() + " fails since " + why.since() + " (" + why.failure()
                        + "); offsets are held and it is tried again");
            }
        }
        return new ListenerHealth(up, List.copyOf(problems), containers);
    }

    /**
     * Returns the same with what was deleted before it was delivered: it keeps the listener from nothing, and somebody has to know.
     *
     * @param deleted how many records at most since this instance has started, by topic
     */
    ListenerHealth missing(Map<String, Long> deleted) {
        if (deleted.isEmpty()) {
            return this;
        }
        List<String> all = new ArrayList<>(problems);
        deleted.forEach(
                (topic, records) -> all.add(
                        "Up to " + records + " records of " + topic
                                + " were deleted before they were delivered; the log tells when, and this says it until the next start"));
        return new ListenerHealth(up, List.copyOf(all), containers);
    }

    /** Returns the same if none of its containers is among these, which the broker refuses. */
    ListenerHealth refused(Set<String> refused) {
        List<String> own =
                containers.keySet().stream().filter(refused::contains).toList();
        if (own.isEmpty()) {
            return this;
        }
        List<String> all = new ArrayList<>(problems);
        own.forEach(
                id -> all.add(
                        "Container " + id
                                + " is refused by the broker (authentication or authorization); the log tells more, and it tries again"));
        return new ListenerHealth(false, List.copyOf(all), containers);
    }
}
