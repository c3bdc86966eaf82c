package io.redrive.benchmarks.measure;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * What this JVM holds.
 *
 * @param threads its threads
 * @param consumers its Kafka consumers
 * @param connections connections of those of its Kafka clients that tell
 * @param telling consumers that tell; two with the same client id are told apart by nobody
 * @param heapMebibytes its heap, after a collection
 */
public record Footprint(int threads, int consumers, int connections, int telling, double heapMebibytes) {

    /** Every consumer of a group has a thread with such a name. */
    private static final String HEARTBEAT = "kafka-coordinator-heartbeat-thread";

    private static final String CONSUMERS = "kafka.consumer:type=consumer-metrics,client-id=*";
    private static final Set<String> CLIENTS = Set.of(
            CONSUMERS,
            "kafka.producer:type=producer-metrics,client-id=*",
            "kafka.admin.client:type=admin-client-metrics,client-id=*");

    /** Collects garbage and looks. */
    public static Footprint now() {
        // The second one frees what the first one's cleaners have let go.
        System.gc();
        System.gc();
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return new Footprint(
                ManagementFactory.getThreadMXBean().getThreadCount(),
                heartbeats(),
                CLIENTS.stream().mapToInt(Footprint::connections).sum(),
                clients(CONSUMERS).size(),
                used / (1024.0 * 1024));
    }

    /** Returns what has come since an earlier look. */
    public Footprint since(Footprint earlier) {
        return new Footprint(
                threads - earlier.threads,
                consumers - earlier.consumers,
                connections - earlier.connections,
                telling - earlier.telling,
                heapMebibytes - earlier.heapMebibytes);
    }

    /** The same as metrics. */
    public Map<Metric, Double> metrics() {
        var metrics = new LinkedHashMap<Metric, Double>();
        metrics.put(Metric.THREADS, (double) threads);
        metrics.put(Metric.CONSUMERS, (double) consumers);
        if (telling == consumers) {
            metrics.put(Metric.CONNECTIONS, (double) connections);
        }
        metrics.put(Metric.HEAP, heapMebibytes);
        return metrics;
    }

    private static int heartbeats() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(HEARTBEAT))
                .count();
    }

    private static int connections(String pattern) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        int connections = 0;
        for (ObjectName client : clients(pattern)) {
            try {
                connections += ((Number) server.getAttribute(client, "connection-count")).intValue();
            } catch (JMException closedMeanwhile) {
                // Then it has no connections.
            }
        }
        return connections;
    }

    private static Set<ObjectName> clients(String pattern) {
        try {
            return ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName(pattern), null);
        } catch (JMException e) {
            throw new IllegalArgumentException(pattern, e);
        }
    }
}
