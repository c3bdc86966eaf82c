package io.redrive.census;

import io.redrive.deadletter.DeadLetterAddress;
import io.redrive.deadletter.FailureCause;
import io.redrive.deadletter.FailureGroup;
import io.redrive.deadletter.Fingerprint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The unresolved records of one dead-letter topic: how many there are, by cause, since when. It is read once from its
 * beginning, a part at a time, and from then on only what is new; what is deleted is taken off. Its memory is bounded: at most
 * 256 runs of offsets per partition, in which it knows time in steps, and 200 causes, beyond which records count as having
 * {@link #OTHER}. Thread-safe.
 */
public final class Census {

    /** The cause of records beyond the bound of causes. */
    public static final FailureCause OTHER = new FailureCause("other", null);

    private static final int MOST_CAUSES = 200;

    private final String topic;
    private final Resolutions resolutions;
    private final Map<Integer, PartitionCensus> partitions = new TreeMap<>();
    private Set<FailureCause> causes = new HashSet<>();
    private final Map<FailureCause, Fingerprint> fingerprints = new HashMap<>();
    // Whether causes may be gone since they were looked through, which takes long.
    private boolean mayForget;
    private String id = "";
    private long look = Long.MIN_VALUE;

    /** Creates a census of a topic of which nothing was read yet. */
    public Census(String topic, Resolutions resolutions) {
        this.topic = topic;
        this.resolutions = resolutions;
    }

    /** Returns the name of the topic. */
    public String topic() {
        return topic;
    }

    /**
     * Takes note of where partitions begin and end, and of what was deleted since the last time.
     *
     * @param present what there is; what a look has shown that came before one that is known already, does not count
     * @return what is to be counted next, by partition; empty runs of offsets are left out
     */
    public synchronized Map<Integer, Offsets> exist(Present present) {
        if (present.look() >= look) {
            look = present.look();
            if (!present.id().equals(id)) {
                id = present.id();
                partitions.clear();
            }
            partitions.keySet().retainAll(present.partitions().keySet());
            mayForget = true;
            present.partitions()
                    .forEach((number, offsets) -> partitions
                            .computeIfAbsent(
                                    number, unused -> new PartitionCensus(bucket -> unresolved(number, bucket)))
                            .exists(offsets, !present.id().isEmpty()));
        }
        Map<Integer, Offsets> uncounted = new TreeMap<>();
        partitions.forEach((number, partition) -> {
            Offsets next = partition.next();
            if (!next.isEmpty()) {
                uncounted.put(number, next);
            }
        });
        return uncounted;
    }

    /** Counts a record that was read from where {@link #exist} said; in each partition they come in ascending order. */
    public synchronized void count(int partition, long offset, long timestampMs, FailureCause cause) {
        PartitionCensus counted = partitions.get(partition);
        if (counted != null) {
            counted.count(offset, timestampMs, known(cause));
        }
    }

    /** Takes note that a partition was read up to below {@code next}, whether or not there were records. */
    public synchronized void readTo(int partition, long next) {
        PartitionCensus counted = partitions.get(partition);
        if (counted != null) {
            counted.readTo(next);
        }
    }

    /** Takes note that records were deleted from the beginning of a partition while it was being counted. */
    public synchronized void deletedBelow(int partition, long begin) {
        PartitionCensus counted = partitions.get(partition);
        if (counted != null) {
            counted.deletedBelow(begin);
        }
    }

    /** Returns what is known so far. */
    public CensusReport report() {
        return report(resolutions);
    }

    /**
     * Returns what is known so far.
     *
     * @param resolved which records are resolved, instead of what it was created with
     */
    public synchronized CensusReport report(Resolutions resolved) {
        Map<FailureCause, Group> groups = new HashMap<>();
        Map<Integer, CensusReport.OfPartition> byPartition = new TreeMap<>();
        long uncounted = 0;
        long lost = 0;
        for (Map.Entry<Integer, PartitionCensus> each : partitions.entrySet()) {
            int number = each.getKey();
            long unresolved = 0;
            for (Bucket bucket : each.getValue().buckets()) {
                unresolved += add(groups, number, bucket, resolved);
            }
            byPartition.put(
                    number,
                    new CensusReport.OfPartition(unresolved, each.getValue().uncounted()));
            uncounted += each.getValue().uncounted();
            lost += each.getValue().lost();
        }
        List<FailureGroup> sorted = new ArrayList<>();
        groups.forEach((cause, group) -> sorted.add(group.of(cause)));
        sorted.sort(Comparator.comparingLong(FailureGroup::count)
                .reversed()
                .thenComparing(group -> group.cause().title()));
        return new CensusReport(byPartition, sorted, uncounted, lost);
    }

    /** Returns how many runs of offsets it remembers. */
    synchronized int runs() {
        return partitions.values().stream()
                .mapToInt(partition -> partition.buckets().size())
                .sum();
    }

    /** Returns how many steps of time it remembers. */
    synchronized int steps() {
        return partitions.values().stream()
                .flatMap(partition -> partition.buckets().stream())
                .mapToInt(Bucket::steps)
                .sum();
    }

    /** A cause in all partitions. */
    private static final class Group {

        final Tally tally = new Tally();

        @Nullable
        DeadLetterAddress sample;

        /** Adds a tally of which so many are unresolved, none of them older than {@code oldestMs}. */
        void add(String topic, int partition, Tally other, long unresolved, long oldestMs) {
            if (sample == null || other.lastMs >= tally.lastMs) {
                sample = new DeadLetterAddress(topic, partition, other.sample);
            }
            tally.add(other.of(unresolved, oldestMs));
        }

        FailureGroup of(FailureCause cause) {
            return new FailureGroup(
                    cause,
                    tally.count,
                    Instant.ofEpochMilli(tally.firstMs),
                    Instant.ofEpochMilli(tally.lastMs),
                    Objects.requireNonNull(sample));
        }
    }

    private long add(Map<FailureCause, Group> groups, int partition, Bucket bucket, Resolutions of) {
        Map<Fingerprint, Long> resolved = of.resolved(topic, partition, bucket.from, bucket.to);
        Map<FailureCause, Long> unresolved = unresolved(bucket, resolved);
        long sum = sum(unresolved);
        long oldestMs = resolved.isEmpty() || sum == 0
                ? Long.MIN_VALUE
                : bucket.oldest((from, to) -> sum(of.resolved(topic, partition, from, to)));
        bucket.tallies().forEach((cause, tally) -> {
            long count = unresolved.getOrDefault(cause, 0L);
            if (count > 0) {
                groups.computeIfAbsent(cause, unused -> new Group()).add(topic, partition, tally, count, oldestMs);
            }
        });
        if (of == resolutions) {
            bucket.unresolvedAre(sum);
        }
        return sum;
    }

    private long unresolved(int partition, Bucket bucket) {
        return sum(unresolved(bucket, resolutions.resolved(topic, partition, bucket.from, bucket.to)));
    }

    private Map<FailureCause, Long> unresolved(Bucket bucket, Map<Fingerprint, Long> resolved) {
        Map<FailureCause, Long> unresolved = new HashMap<>();
        long others = sum(resolved);
        for (Map.Entry<FailureCause, Tally> each : bucket.tallies().entrySet()) {
            long count = each.getValue().count;
            if (!resolved.isEmpty() && !each.getKey().equals(OTHER)) {
                long own = Math.min(count, resolved.getOrDefault(fingerprint(each.getKey()), 0L));
                others -= own;
                count -= own;
            }
            unresolved.put(each.getKey(), count);
        }
        // What is resolved beyond what is counted with its own cause, is counted with this one, or with any: who has
        // resolved it
        // may have told its cause by other frames.
        others -= takeOff(unresolved, OTHER, others);
        for (FailureCause cause : bucket.tallies().keySet()) {
            others -= takeOff(unresolved, cause, others);
        }
        return unresolved;
    }

    private static long takeOff(Map<FailureCause, Long> counts, FailureCause cause, long most) {
        long taken = Math.min(most, counts.getOrDefault(cause, 0L));
        if (taken > 0) {
            counts.merge(cause, -taken, Long::sum);
        }
        return taken;
    }

    private Fingerprint fingerprint(FailureCause cause) {
        return fingerprints.computeIfAbsent(cause, FailureCause::fingerprint);
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private FailureCause known(FailureCause cause) {
        if (causes.contains(cause)) {
            return cause;
        }
        if (causes.size() >= MOST_CAUSES && mayForget) {
            // Those whose records are all gone make room.
            mayForget = false;
            fingerprints.clear();
            causes = new HashSet<>();
            partitions
                    .values()
                    .forEach(partition -> partition
                            .buckets()
                            .forEach(bucket -> causes.addAll(bucket.tallies().keySet())));
        }
        if (causes.size() >= MOST_CAUSES) {
            return OTHER;
        }
        causes.add(cause);
        return cause;
    }
}
