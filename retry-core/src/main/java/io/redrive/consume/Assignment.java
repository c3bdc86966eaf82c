package io.redrive.consume;

import io.redrive.topic.LiveTopics;
import io.redrive.topic.TopicChain;
import io.redrive.track.PartitionLedger;
import io.redrive.track.SettledBeyond;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions a consumer owns. A partition that comes back after a rebalance is a new one: what was outstanding for the
 * old one cannot settle anything of it. Consumer thread only.
 */
final class Assignment {

    private static final Logger log = LoggerFactory.getLogger(Assignment.class);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration READ_AGAIN_TIMEOUT = Duration.ofSeconds(2);
    /** More than a container can send while offsets are read. */
    private static final int MOST_WAKE_UPS = 10;

    private final Consumer<ByteBuffer, ByteBuffer> inner;
    private final LiveTopics topics;
    private final boolean transactional;
    private final Map<TopicPartition, AssignedPartition> partitions = new LinkedHashMap<>();
    /** The same in a list; renewed after changes. */
    private @Nullable List<AssignedPartition> inOrder;

    /** The partition asked for last; records come in runs of one partition. */
    private @Nullable AssignedPartition recent;

    /**
     * Creates one without partitions.
     *
     * @param transactional whether nothing may be delivered twice, so that it must be known what was done before
     */
    Assignment(Consumer<ByteBuffer, ByteBuffer> inner, LiveTopics topics, boolean transactional) {
        this.inner = inner;
        this.topics = topics;
        this.transactional = transactional;
    }

    /** What to do with partitions that are about to be given away. */
    interface Settlement {

        void settle(Collection<AssignedPartition> leaving);
    }

    Collection<AssignedPartition> all() {
        return partitions.values();
    }

    /** Returns the partitions as they are now, each at its place. */
    List<AssignedPartition> inOrder() {
        List<AssignedPartition> current = inOrder;
        if (current == null) {
            current = List.copyOf(partitions.values());
            inOrder = current;
        }
        return current;
    }

    @Nullable
    AssignedPartition find(TopicPartition partition) {
        return partitions.get(partition);
    }

    @Nullable
    AssignedPartition find(String topic, int partition) {
        AssignedPartition last = recent;
        if (last != null && last.id.partition() == partition && last.id.topic().equals(topic)) {
            return last;
        }
        recent = partitions.get(new TopicPartition(topic, partition));
        return recent;
    }

    /** Returns the record as it was delivered by the last poll; an interceptor may have replaced it, but not its place. */
    @Nullable
    DeliveredRecord<?, ?> delivered(ConsumerRecord<?, ?> record) {
        if (record instanceof DeliveredRecord<?, ?> delivered) {
            return delivered;
        }
        AssignedPartition partition = find(record.topic(), record.partition());
        return partition == null ? null : partition.findDelivered(record.offset());
    }

    /** Starts to keep track of newly assigned partitions where their last owner has left off. */
    void add(Collection<TopicPartition> added) {
        if (added.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> committed = committed(new HashSet<>(added), READ_TIMEOUT);
        inOrder = null;
        for (TopicPartition id : added) {
            TopicChain chain =
                    Objects.requireNonNull(topics.view().chain(id.topic()), () -> "unknown topic " + id.topic());
            AssignedPartition partition = begun(id, chain, committed == null ? null : committed.get(id));
            partition.unread = committed == null && transactional;
            AssignedPartition before = partitions.put(id, partition);
            if (before != null) {
                before.givenAway = true;
            }
        }
    }

    private static AssignedPartition begun(TopicPartition id, TopicChain chain, @Nullable OffsetAndMetadata from) {
        return from == null
                ? new AssignedPartition(id, chain, new PartitionLedger(-1, new SettledBeyond()), -1, "")
                : new AssignedPartition(
                        id,
                        chain,
                        new PartitionLedger(from.offset(), SettledBeyond.decode(from.offset(), from.metadata())),
                        from.offset(),
                        from.metadata());
    }

    /** Reads what the group has committed for partitions of which that could not be read before. */
    void readCommitted() {
        List<AssignedPartition> unread =
                partitions.values().stream().filter(each -> each.unread).toList();
        if (!unread.isEmpty()) {
            startFromCommitted(unread);
        }
    }

    /**
     * Starts all partitions anew where the group has committed them last: it is not known otherwise what took effect.
     * Waits for transactions that have not ended yet; returns false when they do not.
     */
    boolean startFromCommitted() {
        return partitions.isEmpty() || startFromCommitted(List.copyOf(partitions.values()));
    }

    private boolean startFromCommitted(List<AssignedPartition> anew) {
        Set<TopicPartition> ids = new HashSet<>();
        anew.forEach(partition -> ids.add(partition.id));
        Map<TopicPartition, OffsetAndMetadata> committed = committed(ids, READ_AGAIN_TIMEOUT);
        if (committed == null) {
            return false;
        }
        recent = null;
        inOrder = null;
        for (AssignedPartition old : anew) {
            OffsetAndMetadata from = committed.get(old.id);
            AssignedPartition fresh = begun(old.id, old.chain, from);
            fresh.pausedAbove = old.pausedAbove;
            fresh.pausedInner = old.pausedInner;
            old.givenAway = true;
            partitions.put(old.id, fresh);
            if (from != null) {
                inner.seek(old.id, from.offset());
            } else if (old.firstFetched >= 0) {
                inner.seek(old.id, old.firstFetched);
            }
        }
        return true;
    }

    /**
     * Returns the partition that records fetched from {@code offset} on belong to: a new one when the log went back, so
     * that neither what was settled nor what is still under way of the old records counts for those that now have their
     * offsets.
     */
    AssignedPartition current(AssignedPartition partition, long offset) {
        if (!partition.ledger.isBehind(offset)) {
            return partition;
        }
        log.warn(
                "{} went back to offset {}: its log was truncated or its topic was made anew; records may be delivered again",
                partition.id,
                offset);
        AssignedPartition anew = new AssignedPartition(
                partition.id, partition.chain, new PartitionLedger(-1, new SettledBeyond()), -1, "");
        anew.pausedAbove = partition.pausedAbove;
        anew.pausedInner = partition.pausedInner;
        recent = null;
        inOrder = null;
        partitions.put(partition.id, anew);
        return anew;
    }

    void remove(Collection<TopicPartition> removed) {
        recent = null;
        inOrder = null;
        among(removed).forEach(partition -> partition.givenAway = true);
        removed.forEach(partitions::remove);
    }

    /**
     * Gives up, and returns, what the consumer has lost without a word: a member that was removed from its group in the middle
     * of a rebalance may not be told.
     */
    List<AssignedPartition> forgetLost() {
        Set<TopicPartition> owned = inner.assignment();
        List<TopicPartition> ids =
                partitions.keySet().stream().filter(id -> !owned.contains(id)).toList();
        if (ids.isEmpty()) {
            return List.of();
        }
        List<AssignedPartition> lost = among(ids);
        remove(ids);
        return lost;
    }

    List<AssignedPartition> among(Collection<TopicPartition> ids) {
        List<AssignedPartition> found = new ArrayList<>();
        for (TopicPartition id : ids) {
            AssignedPartition partition = partitions.get(id);
            if (partition != null) {
                found.add(partition);
            }
        }
        return found;
    }

    /** Returns a listener that keeps this assignment up to date around the one of the layer above. */
    ConsumerRebalanceListener listener(
            @Nullable ConsumerRebalanceListener above, Settlement settlement, Settlement forgotten) {
        return new ConsumerRebalanceListener() {

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> added) {
                add(added);
                if (above != null) {
                    above.onPartitionsAssigned(added);
                }
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
                // The container first: it asks for the commit of what it has processed.
                try {
                    if (above != null) {
                        above.onPartitionsRevoked(revoked);
                    }
                } finally {
                    // They are taken away, also when the application's listener fails.
                    try {
                        settlement.settle(among(revoked));
                    } finally {
                        remove(revoked);
                    }
                }
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> lost) {
                // Ours first: somebody else owns them already, so nothing of them may be committed.
                try {
                    forgotten.settle(among(lost));
                } finally {
                    remove(lost);
                    if (above != null) {
                        above.onPartitionsLost(lost);
                    }
                }
            }
        };
    }

    private @Nullable Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> ids, Duration timeout) {
        boolean wokenUp = false;
        try {
            for (int attempt = 0; attempt < MOST_WAKE_UPS; attempt++) {
                try {
                    return inner.committed(ids, timeout);
                } catch (WakeupException woken) {
                    // The wake-up was meant for the next poll.
                    wokenUp = true;
                }
            }
        } catch (KafkaException failure) {
            log.warn(
                    "Committed offsets of {} could not be read, {}: {}",
                    ids,
                    transactional
                            ? "nothing of them is delivered before they can be"
                            : "records processed out of order before may be delivered again",
                    failure.toString());
        } finally {
            if (wokenUp) {
                inner.wakeup();
            }
        }
        return null;
    }
}
