package io.redrive.simulation;

import io.redrive.consume.RetryConsumer;
import io.redrive.simulation.Plan.AckMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What a container acknowledges and commits, and when, in each of its acknowledge modes. */
final class Acknowledgments {

    private final World world;
    private final AckMode mode;
    private final SimulatedGroup group;
    private final RetryConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, List<Processed>> unacknowledged = new LinkedHashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> toCommit = new HashMap<>();

    private record Processed(ConsumerRecord<byte[], byte[]> record, StoredRecord stored, int beginning) {}

    Acknowledgments(World world, SimulatedGroup group, RetryConsumer<byte[], byte[]> consumer) {
        this.world = world;
        this.mode = world.plan().ackMode;
        this.group = group;
        this.consumer = consumer;
    }

    /** The listener has ended without failure. */
    void processed(ConsumerRecord<byte[], byte[]> record, StoredRecord stored) {
        Processed processed = new Processed(record, stored, group.beginnings(stored.partition));
        if (mode.isManual()) {
            unacknowledged
                    .computeIfAbsent(stored.partition, unused -> new ArrayList<>())
                    .add(processed);
        } else {
            acknowledge(List.of(processed));
        }
    }

    /** Acknowledges the oldest records of each partition by hand, as many as chance will have it. */
    void acknowledgeSome() {
        boolean all = world.faults().areOver();
        for (List<Processed> list : unacknowledged.values()) {
            List<Processed> some =
                    list.subList(0, all ? list.size() : world.chance().upTo(list.size()));
            if (!some.isEmpty()) {
                acknowledge(some);
                some.clear();
                if (mode == AckMode.MANUAL_IMMEDIATE) {
                    commit();
                }
            }
        }
    }

    private void acknowledge(List<Processed> some) {
        some.forEach(each -> {
            each.stored().toldIn = each.beginning();
            world.judge().ended(each.stored(), group.role());
        });
        Processed last = some.get(some.size() - 1);
        world.trace().add(group.toString(), "acknowledged up to", last.stored());
        consumer.deliveries().ended(last.record());
        wantCommitted(last.stored());
    }

    private void wantCommitted(StoredRecord stored) {
        toCommit.merge(
                stored.partition,
                new OffsetAndMetadata(stored.offset + 1),
                (one, other) -> one.offset() > other.offset() ? one : other);
    }

    void afterRecord() {
        if (mode == AckMode.RECORD) {
            commit();
        }
    }

    void commit() {
        if (toCommit.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(toCommit);
        toCommit.clear();
        if (world.plan().commitsAsync) {
            consumer.commitAsync(offsets, this::committed);
        } else {
            consumer.commitSync(offsets);
        }
    }

    private void committed(Map<TopicPartition, OffsetAndMetadata> offsets, Exception failure) {
        if (failure == null) {
            offsets.forEach((partition, wanted) -> Judge.check(
                    group.committed().mayGoBack(partition) || group.committed().isOver(partition, wanted.offset() - 1),
                    "is told to be committed, and is not",
                    partition));
        }
    }

    void forget(Collection<TopicPartition> partitions) {
        unacknowledged.keySet().removeAll(partitions);
        toCommit.keySet().removeAll(partitions);
    }
}
