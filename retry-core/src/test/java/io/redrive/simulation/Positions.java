package io.redrive.simulation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** From where a consumer reads the partitions it has, and which of them it does not read for now. */
final class Positions {

    private final World world;
    private final Map<TopicPartition, Long> positions = new LinkedHashMap<>();
    private final Set<TopicPartition> paused = new HashSet<>();
    /** What the group wants back. */
    private final Set<TopicPartition> withheld = new HashSet<>();

    Positions(World world) {
        this.world = world;
    }

    Set<TopicPartition> assignment() {
        return new HashSet<>(positions.keySet());
    }

    boolean isEmpty() {
        return positions.isEmpty();
    }

    void add(TopicPartition partition, OffsetAndMetadata from) {
        positions.put(partition, from == null ? 0 : from.offset());
    }

    void remove(Collection<TopicPartition> partitions) {
        positions.keySet().removeAll(partitions);
        paused.removeAll(partitions);
        withheld.removeAll(partitions);
    }

    boolean withholdsAny() {
        return !withheld.isEmpty();
    }

    boolean withholds(TopicPartition partition) {
        return withheld.contains(partition);
    }

    void withhold(TopicPartition partition) {
        withheld.add(partition);
    }

    void noLongerWithhold(Collection<TopicPartition> partitions) {
        withheld.removeAll(partitions);
    }

    private boolean isFetched(TopicPartition partition) {
        return !paused.contains(partition) && !withheld.contains(partition);
    }

    long get(TopicPartition partition) {
        return positions.get(partition);
    }

    void seek(TopicPartition partition, long offset) {
        checkOwned(List.of(partition));
        positions.put(partition, offset);
    }

    void pause(Collection<TopicPartition> partitions) {
        checkOwned(partitions);
        paused.addAll(partitions);
    }

    void resume(Collection<TopicPartition> partitions) {
        checkOwned(partitions);
        paused.removeAll(partitions);
    }

    private void checkOwned(Collection<TopicPartition> partitions) {
        if (!positions.keySet().containsAll(partitions)) {
            throw new IllegalStateException("No current assignment for some of " + partitions);
        }
    }

    Set<TopicPartition> paused() {
        return new HashSet<>(paused);
    }

    boolean hasRecords() {
        for (Map.Entry<TopicPartition, Long> each : positions.entrySet()) {
            if (world.log().end(each.getKey()) > each.getValue() && isFetched(each.getKey())) {
                return true;
            }
        }
        return false;
    }

    ConsumerRecords<ByteBuffer, ByteBuffer> fetch(KeptRecords kept) {
        Map<TopicPartition, List<ConsumerRecord<ByteBuffer, ByteBuffer>>> records = new LinkedHashMap<>();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        int left = world.plan().maxPollRecords;
        for (Map.Entry<TopicPartition, Long> each : positions.entrySet()) {
            TopicPartition partition = each.getKey();
            List<ConsumerRecord<ByteBuffer, ByteBuffer>> fetched = new ArrayList<>();
            long position = each.getValue();
            if (left > 0 && isFetched(partition)) {
                for (StoredRecord record :
                        world.log().records(partition).tailMap(position).values()) {
                    if (left == 0) {
                        break;
                    }
                    left--;
                    fetched.add(record.fetched());
                    kept.fetched(record);
                    position = record.offset + 1;
                }
            }
            if (!fetched.isEmpty()) {
                each.setValue(position);
                records.put(partition, fetched);
                next.put(partition, new OffsetAndMetadata(position));
            }
        }
        return new ConsumerRecords<>(records, next);
    }
}
