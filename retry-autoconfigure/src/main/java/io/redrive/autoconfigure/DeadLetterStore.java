package io.redrive.autoconfigure;

import io.redrive.admin.BrokerAccess;
import io.redrive.admin.TopicState;
import io.redrive.admin.TopicStates;
import io.redrive.census.Census;
import io.redrive.census.CensusReport;
import io.redrive.census.Offsets;
import io.redrive.census.Present;
import io.redrive.census.Resolutions;
import io.redrive.deadletter.DeadLetter;
import io.redrive.deadletter.DeadLetterAddress;
import io.redrive.header.DeadLetterReader;
import io.redrive.scan.DeadLetterScans;
import io.redrive.scan.Page;
import io.redrive.scan.Progress;
import io.redrive.scan.Query;
import io.redrive.scan.ScanBudget;
import io.redrive.scan.ScanConsumers;
import io.redrive.scan.ScanEnd;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of the application, wherever they are. Clients are made when somebody looks. Reading throws a {@link
 * KafkaException} when the brokers do not answer or refuse. Thread-safe.
 */
final class DeadLetterStore implements AutoCloseable {

    private final DeadLetterTopics topics;
    private final DeadLetterReader reader;
    private final Resolutions resolutions;
    private final InstantSource clock;
    private final Map<DeadLetterTopic.Cluster, Clients> clusters = new HashMap<>();
    private final Map<String, Counting> countings = new ConcurrentHashMap<>();
    private boolean closed;

    private record Clients(TopicStates states, ScanConsumers consumers, DeadLetterScans scans) {

        void close() {
            states.close();
            consumers.close();
        }
    }

    private record Counting(Census census, ReentrantLock lock) {}

    /**
     * Creates a store.
     *
     * @param resolutions what of the dead letters is resolved
     */
    DeadLetterStore(DeadLetterTopics topics, DeadLetterReader reader, Resolutions resolutions, InstantSource clock) {
        this.topics = topics;
        this.reader = reader;
        this.resolutions = resolutions;
        this.clock = clock;
    }

    /** Returns the topics by name. */
    Map<String, DeadLetterTopic> topics() {
        return topics.all();
    }

    /**
     * What was seen of topics.
     *
     * @param asOf when the brokers were asked
     * @param error why some of them were not seen, or null
     * @param topics those that were, by name
     */
    record Look(Instant asOf, @Nullable String error, Map<String, TopicState> topics) {}

    /** Asks the brokers about topics. */
    Look look(Collection<DeadLetterTopic> wanted) {
        Map<DeadLetterTopic.Cluster, Set<String>> byCluster = wanted.stream()
                .collect(Collectors.groupingBy(
                        DeadLetterTopic::cluster, Collectors.mapping(DeadLetterTopic::name, Collectors.toSet())));
        Map<String, TopicState> seen = new TreeMap<>();
        Instant asOf = clock.instant();
        String error = null;
        for (Map.Entry<DeadLetterTopic.Cluster, Set<String>> each : byCluster.entrySet()) {
            TopicStates.Look look = clients(each.getKey()).states().of(each.getValue());
            seen.putAll(look.topics());
            asOf = look.asOf().isBefore(asOf) ? look.asOf() : asOf;
            error = look.error() == null ? error : look.error();
        }
        return new Look(asOf, error, seen);
    }

    /** Returns a page of the dead letters of a topic. */
    Page browse(DeadLetterTopic topic, Query query, ScanBudget budget) {
        return clients(topic.cluster()).scans().browse(topic.name(), query, budget);
    }

    /** Returns a dead letter of a topic, or null when it is not there, or not any more. */
    @Nullable
    DeadLetter read(DeadLetterTopic topic, DeadLetterAddress address, ScanBudget budget) {
        return clients(topic.cluster()).scans().read(address, budget);
    }

    /**
     * Goes on with counting a topic, as far as the budget goes. Who comes while somebody else counts it waits for that one, for
     * as long as the budget is, and leaves it at that.
     */
    Progress count(DeadLetterTopic topic, TopicState state, ScanBudget budget) {
        Counting counting = counting(topic);
        long startedMs = clock.millis();
        try {
            // Who may read nothing need not wait for who reads.
            if (counting.lock().tryLock(budget.isSpent() ? 0 : budget.time().toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    Map<Integer, Offsets> uncounted = counting.census().exist(present(state));
                    return uncounted.isEmpty() || budget.isSpent()
                            ? nothingRead(
                                    uncounted, uncounted.isEmpty() ? ScanEnd.COMPLETE : ScanEnd.RECORDS, Duration.ZERO)
                            : clients(topic.cluster()).scans().count(counting.census(), uncounted, budget);
                } finally {
                    counting.lock().unlock();
                }
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
        return nothingRead(Map.of(), ScanEnd.TIME, Duration.ofMillis(Math.max(0, clock.millis() - startedMs)));
    }

    /** Says that a topic cannot be read. */
    static String unread(DeadLetterTopic topic, KafkaException why) {
        return "Topic " + topic.name() + " cannot be read (" + why.getMessage() + ")";
    }

    /** Returns what is counted of a topic. */
    CensusReport counted(DeadLetterTopic topic) {
        return counting(topic).census().report();
    }

    /** Returns what is counted of a topic, as if nothing in it were archived. */
    CensusReport countedWithArchived(DeadLetterTopic topic) {
        return counting(topic).census().report(resolutions.withoutArchived());
    }

    /** Returns what a dead letter is: {@code archived}, {@code redriven}, or null for unresolved. */
    @Nullable
    String resolution(DeadLetterAddress address) {
        return resolutions.of(address.topic(), address.partition(), address.offset());
    }

    private static Progress nothingRead(Map<Integer, Offsets> left, ScanEnd end, Duration elapsed) {
        return new Progress(left, 0, 0, elapsed, end);
    }

    private Counting counting(DeadLetterTopic topic) {
        return countings.computeIfAbsent(
                topic.name(), name -> new Counting(new Census(name, resolutions), new ReentrantLock()));
    }

    private static Present present(TopicState state) {
        Map<Integer, Offsets> offsets = new TreeMap<>();
        state.partitions().forEach((partition, ends) -> offsets.put(partition, new Offsets(ends.begin(), ends.end())));
        return new Present(state.look(), state.id(), offsets);
    }

    private synchronized Clients clients(DeadLetterTopic.Cluster cluster) {
        if (closed) {
            throw new KafkaException("The application is stopping");
        }
        return clusters.computeIfAbsent(cluster, unused -> {
            ScanConsumers consumers = ScanConsumers.of(cluster.consumers());
            return new Clients(
                    new TopicStates(BrokerAccess.of(cluster.admins()), clock),
                    consumers,
                    new DeadLetterScans(consumers, reader, clock));
        });
    }

    /** Called when the application ends. */
    @Override
    public synchronized void close() {
        closed = true;
        clusters.values().forEach(Clients::close);
    }
}
