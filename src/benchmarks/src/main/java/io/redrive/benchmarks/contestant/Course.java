package io.redrive.benchmarks.contestant;

import io.redrive.benchmarks.measure.Listener;
import io.redrive.benchmarks.workload.Failures;
import java.util.List;

/**
 * What a contestant gets for one run.
 *
 * @param bootstrapServers the broker
 * @param topics main topics, which exist, one for each listener; all topics a contestant adds have names that begin like them
 * @param failures attempts and delays to configure
 * @param listener what each record is delivered to
 * @param run what tells this run from others that read the same topics
 * @param deadLetterHandlers whether the listeners have handlers of dead letters
 */
public record Course(
        String bootstrapServers,
        List<String> topics,
        Failures failures,
        Listener listener,
        String run,
        boolean deadLetterHandlers) {

    public Course {
        topics = List.copyOf(topics);
    }

    /** A course with one listener, and no handler of dead letters. */
    public Course(String bootstrapServers, String topic, Failures failures, Listener listener, String run) {
        this(bootstrapServers, List.of(topic), failures, listener, run, false);
    }

    /** The only main topic. */
    String topic() {
        return topics.get(0);
    }

    /** Consumer group of the listener of a topic. */
    String group(String topic) {
        return topic + "-" + run;
    }
}
