package io.redrive.admin;

import io.redrive.admin.TopicBacklog.Reading;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is in topics of one cluster, for people who look. The brokers are asked at most once a second for the same
 * topics, and waited for at most three; one that does not answer is asked again after a second. Thread-safe.
 */
public final class BacklogCount implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(3);
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final BrokerAccess access;
    private final AdminSession session;
    private final InstantSource clock;
    private final Map<Set<Reading>, Backlog> counted = new HashMap<>();
    private @Nullable Backlog failed;

    /** Creates a count of topics on the cluster that {@code access} leads to; no client is made before the first one. */
    public BacklogCount(BrokerAccess access, InstantSource clock) {
        this.access = access;
        this.session = new AdminSession(access.admins());
        this.clock = clock;
    }

    /** Returns what is in topics now, or was less than a second ago; it tells why when that cannot be had. */
    public synchronized Backlog of(Set<Reading> readings) {
        Instant now = clock.instant();
        counted.values().removeIf(each -> !isFresh(each, now));
        Backlog known = counted.get(readings);
        if (known != null) {
            return known;
        }
        Backlog unreachable = failed;
        if (unreachable != null && isFresh(unreachable, now)) {
            return unreachable;
        }
        if (readings.isEmpty()) {
            return new Backlog(now, null, Map.of());
        }
        try {
            Backlog backlog = count(readings);
            counted.put(Set.copyOf(readings), backlog);
            return backlog;
        } catch (BrokerUnavailableException unavailable) {
            session.closeAfter(unavailable);
            Backlog backlog = new Backlog(
                    clock.instant(),
                    "The broker at " + access.brokers() + " gives no answer (" + unavailable.getMessage() + ")",
                    Map.of());
            failed = backlog;
            return backlog;
        }
    }

    private static boolean isFresh(Backlog backlog, Instant now) {
        // A clock may be set back.
        return Duration.between(backlog.asOf(), now).compareTo(FRESH) < 0
                && !backlog.asOf().isAfter(now);
    }

    private Backlog count(Set<Reading> readings) {
        AdminCalls calls = new AdminCalls(session.open(), clock, LONGEST);
        Map<String, List<TopicPartition>> partitions = new HashMap<>();
        calls.describe(readings.stream().map(Reading::topic).collect(Collectors.toSet()))
                .forEach((topic, answer) -> {
                    if (answer.isGranted()) {
                        partitions.put(topic, partitions(topic, answer.granted()));
                    }
                });
        List<TopicPartition> all =
                partitions.values().stream().flatMap(Collection::stream).toList();
        Map<String, Map<TopicPartition, Long>> committed = calls.committed(
                readings.stream().map(Reading::group).filter(Objects::nonNull).collect(Collectors.toSet()));
        Map<TopicPartition, TopicState.Ends> ends = calls.ends(all, IsolationLevel.READ_UNCOMMITTED);
        Map<Reading, TopicBacklog> counts = new HashMap<>();
        Set<String> silent = new TreeSet<>();
        for (Reading reading : readings) {
            List<TopicPartition> known = partitions.get(reading.topic());
            if (known != null && !ends.keySet().containsAll(known)) {
                silent.add(reading.topic());
            } else if (known != null) {
                Map<TopicPartition, Long> read = reading.group() == null ? null : committed.get(reading.group());
                counts.put(
                        reading,
                        new TopicBacklog(
                                known.size(),
                                sum(known, ends, Map.of()),
                                read == null ? null : (Long) sum(known, ends, read)));
            }
        }
        return new Backlog(clock.instant(), TopicStates.silence(silent), counts);
    }

    private static long sum(
            List<TopicPartition> partitions,
            Map<TopicPartition, TopicState.Ends> ends,
            Map<TopicPartition, Long> read) {
        return partitions.stream()
                .mapToLong(each -> {
                    TopicState.Ends known = Objects.requireNonNull(ends.get(each));
                    return Math.max(0, known.end() - Math.max(known.begin(), read.getOrDefault(each, 0L)));
                })
                .sum();
    }

    private static List<TopicPartition> partitions(String topic, TopicDescription description) {
        return description.partitions().stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList();
    }

    /** Ends calls in progress; later ones fail. */
    @Override
    public void close() {
        session.end();
    }
}
