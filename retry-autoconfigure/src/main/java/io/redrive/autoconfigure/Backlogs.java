package io.redrive.autoconfigure;

import io.redrive.admin.Backlog;
import io.redrive.admin.BacklogCount;
import io.redrive.admin.BrokerAccess;
import io.redrive.admin.TopicBacklog.Reading;
import io.redrive.listener.RetryListener;
import io.redrive.listener.RetryListeners.Entry;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Asks the brokers what is in the topics of listeners, each cluster once for all of its listeners. Thread-safe. */
final class Backlogs implements AutoCloseable {

    private final ClusterConnections connections;
    private final InstantSource clock;
    private final Map<Map<String, Object>, BacklogCount> counts = new HashMap<>();
    private boolean closed;

    Backlogs(ClusterConnections connections, InstantSource clock) {
        this.connections = connections;
        this.clock = clock;
    }

    /** Returns what is in the topics of each of these listeners. */
    Map<Entry, Backlog> of(Collection<Entry> entries) {
        Map<Map<String, Object>, Set<Reading>> byCluster = new HashMap<>();
        Map<Entry, Map<String, Object>> clusters = new HashMap<>();
        for (Entry each : entries) {
            Map<String, Object> cluster = connections.of(each.listener());
            clusters.put(each, cluster);
            byCluster
                    .computeIfAbsent(cluster, unused -> new HashSet<>())
                    .addAll(readings(each.listener()).values());
        }
        Map<Map<String, Object>, Backlog> backlogs = new HashMap<>();
        byCluster.forEach(
                (cluster, readings) -> backlogs.put(cluster, count(cluster).of(readings)));
        Map<Entry, Backlog> found = new HashMap<>();
        clusters.forEach((entry, cluster) -> found.put(entry, backlogs.get(cluster)));
        return found;
    }

    /** Returns the topics of a listener with the groups that read them, by name of topic. */
    static Map<String, Reading> readings(RetryListener listener) {
        Map<String, Reading> readings = new HashMap<>();
        listener.topics().view().chains().forEach(chain -> {
            readings.put(chain.mainTopic(), new Reading(chain.mainTopic(), null));
            chain.forwardTopics().forEach(topic -> readings.put(topic, new Reading(topic, null)));
        });
        listener.retiredTopics().forEach(each -> readings.put(each.name(), new Reading(each.name(), each.group())));
        listener.containers()
                .forEach(container -> container
                        .topics()
                        .get()
                        .forEach(topic -> readings.put(
                                topic, new Reading(topic, container.container().getGroupId()))));
        return readings;
    }

    private synchronized BacklogCount count(Map<String, Object> cluster) {
        BacklogCount count =
                counts.computeIfAbsent(cluster, unused -> new BacklogCount(BrokerAccess.of(cluster), clock));
        if (closed) {
            count.close();
        }
        return count;
    }

    /** Lets it be asked again after it was closed. */
    synchronized void open() {
        closed = false;
        counts.clear();
    }

    @Override
    public synchronized void close() {
        closed = true;
        counts.values().forEach(BacklogCount::close);
    }
}
