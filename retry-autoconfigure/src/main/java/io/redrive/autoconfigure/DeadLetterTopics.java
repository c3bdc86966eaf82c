package io.redrive.autoconfigure;

import io.redrive.admin.BrokerAccess;
import io.redrive.autoconfigure.DeadLetterTopic.Cluster;
import io.redrive.autoconfigure.DeadLetterTopic.Source;
import io.redrive.listener.RetryListener;
import io.redrive.listener.RetryListeners;
import io.redrive.topic.RetryTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The dead-letter topics that may be looked at: those of the listeners, and those that are configured. No others. */
final class DeadLetterTopics {

    private final RetryListeners listeners;
    private final ClusterConnections connections;
    private final List<String> further;
    private final Supplier<@Nullable Cluster> usual;

    /**
     * Creates the topics.
     *
     * @param further names of dead-letter topics that no listener writes to
     * @param usual returns how to reach the brokers of these, or null when that is where the first listener reads
     */
    DeadLetterTopics(
            RetryListeners listeners,
            ClusterConnections connections,
            List<String> further,
            Supplier<@Nullable Cluster> usual) {
        this.listeners = listeners;
        this.connections = connections;
        this.further = List.copyOf(further);
        this.usual = usual;
    }

    /** Returns the topics by name, as they are by now. Where two clusters have one of the same name, it is the first listener's. */
    Map<String, DeadLetterTopic> all() {
        Map<String, DeadLetterTopic> topics = new TreeMap<>();
        Cluster first = null;
        for (RetryListeners.Entry entry : listeners.all()) {
            RetryListener listener = entry.listener();
            Cluster cluster = new Cluster(
                    connections.of(listener),
                    BrokerAccess.connection(listener.connection().consumers()));
            first = first == null ? cluster : first;
            listener.topics()
                    .view()
                    .chains()
                    .forEach(chain -> chain.deadLetterTopics()
                            .forEach(name -> topics.merge(
                                    name,
                                    new DeadLetterTopic(
                                            name,
                                            cluster,
                                            List.of(new Source(
                                                    listener.topology().listenerId(),
                                                    chain.mainTopic(),
                                                    listener.topology().group(),
                                                    chain.retryTopics().stream()
                                                            .map(RetryTopic::name)
                                                            .toList()))),
                                    DeadLetterTopics::together)));
        }
        if (!further.isEmpty()) {
            Cluster configured = usual.get();
            Cluster cluster = configured == null ? first : configured;
            if (cluster != null) {
                further.forEach(name -> topics.putIfAbsent(name, new DeadLetterTopic(name, cluster, List.of())));
            }
        }
        return topics;
    }

    private static DeadLetterTopic together(DeadLetterTopic one, DeadLetterTopic other) {
        if (!one.cluster().equals(other.cluster())) {
            return one;
        }
        List<Source> sources = new ArrayList<>(one.sources());
        sources.addAll(other.sources());
        return new DeadLetterTopic(one.name(), one.cluster(), sources);
    }
}
