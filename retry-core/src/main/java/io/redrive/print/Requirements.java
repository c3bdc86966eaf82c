package io.redrive.print;

import io.redrive.admin.PlannedTopic;
import java.util.ArrayList;
import java.util.List;

/**
 * What listeners of one cluster need.
 *
 * @param brokers addresses of the cluster
 * @param listeners ids of the listeners
 * @param assumptions sentences about what could not be known
 * @param topics their retry and dead-letter topics
 * @param permissions what the application has to be allowed
 */
public record Requirements(
        String brokers,
        List<String> listeners,
        List<String> assumptions,
        List<PlannedTopic> topics,
        Permissions permissions) {

    /** Copies the lists. */
    public Requirements {
        listeners = List.copyOf(listeners);
        assumptions = List.copyOf(assumptions);
        topics = List.copyOf(topics);
    }

    /** Returns sentences that say what this is, one per line. */
    List<String> comments() {
        List<String> comments = new ArrayList<>();
        comments.add("Topics and permissions for listener " + String.join(", ", listeners) + " on " + brokers);
        assumptions.forEach(each -> comments.add("Assumed: " + each));
        // What is written here comes from names and settings of anybody.
        return comments.stream().map(each -> "# " + each.replaceAll("\\R", " ")).toList();
    }
}
