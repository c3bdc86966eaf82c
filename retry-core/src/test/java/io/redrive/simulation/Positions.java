package io.redrive.simulation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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
    private final Map<TopicPartition, Position> positions = new LinkedHashMap<>();
    private final Set<TopicPartition> paused = new HashSet<>();
    // Both are asked for far more often than they change.
    private Set<TopicPartition> assignmentToShow = Set.of();
    private Set<TopicPartition> pausedToShow = Set.of();
    private int withheld;
    private int changes;

    Positions(World world) {
        this.world = world;
    }

    private static final class Position {

        private final SimulatedLog.Partition log;
        private long next;
        private boolean paused;
        /** The group wants it back. */
        private boolean withheld;

        private Position(SimulatedLog.Partition log) {
            this.log = log;
        }

        private boolean isFetched() {
            return !paused && !withheld;
        }
    }

    /** Grows with each change of what it has and of what is withheld. */
    int changes() {
        return changes;
    }

    Set<TopicPartition> assignment() {
        return assignmentToShow;
    }

    boolean isEmpty() {
        return positions.isEmpty();
    }

    void add(TopicPartition partition, OffsetAndMetadata from) {
        Position position = new Position(world.log().of(partition));
        position.next = from == null ? 0 : from.offset();
        positions.put(partition, position);
        changed();
    }

    void remove(Collection<TopicPartition> partitions) {
        positions.keySet().removeAll(partitions);
        paused.removeAll(partitions);
        pausedToShow = copy(paused);
        changed();
    }

    private void changed() {
        assignmentToShow = copy(positions.keySet());
        withheld =
                (int) positions.values().stream().filter(each -> each.withheld).count();
        changes++;
    }

    private static Set<TopicPartition> copy(Set<TopicPartition> partitions) {
        return Collections.unmodifiableSet(new HashSet<>(partitions));
    }

    boolean withholdsAny() {
        return withheld > 0;
    }

    boolean withholds(TopicPartition partition) {
        Position position = positions.get(partition);
        return position != null && position.withheld;
    }

    void withhold(TopicPartition partition) {
        positions.get(partition).withheld = true;
        changed();
    }

    void noLongerWithhold(Collection<TopicPartition> partitions) {
        if (withheld > 0) {
            partitions.forEach(partition -> positions.get(partition).withheld = false);
            changed();
        }
    }

    long get(TopicPartition partition) {
        return positions.get(partition).next;
    }

    void seek(TopicPartition partition, long offset) {
        checkOwned(List.of(partition));
        positions.get(partition).next = offset;
    }

    void pause(Collection<TopicPartition> partitions) {
        pause(partitions, true);
        paused.addAll(partitions);
        pausedToShow = copy(paused);
    }

    void resume(Collection<TopicPartition> partitions) {
        pause(partitions, false);
        paused.removeAll(partitions);
        pausedToShow = copy(paused);
    }

    private void pause(Collection<TopicPartition> partitions, boolean whether) {
        checkOwned(partitions);
        partitions.forEach(partition -> positions.get(partition).paused = whether);
    }

    private void checkOwned(Collection<TopicPartition> partitions) {
        if (!positions.keySet().containsAll(partitions)) {
            throw new IllegalStateException("No current assignment for some of " + partitions);
        }
    }

    Set<TopicPartition> paused() {
        return pausedToShow;
    }

    boolean hasRecords() {
        for (Position each : positions.values()) {
            if (each.log.end() > each.next && each.isFetched()) {
                return true;
            }
        }
        return false;
    }

    ConsumerRecords<ByteBuffer, ByteBuffer> fetch(KeptRecords kept) {
        if (!hasRecords()) {
            return ConsumerRecords.empty();
        }
        Map<TopicPartition, List<ConsumerRecord<ByteBuffer, ByteBuffer>>> records = new LinkedHashMap<>();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        int[] left = {world.plan().maxPollRecords};
        positions.forEach((partition, position) -> {
            List<ConsumerRecord<ByteBuffer, ByteBuffer>> fetched = new ArrayList<>();
            if (left[0] > 0 && position.isFetched()) {
                for (StoredRecord record :
                        position.log.records().tailMap(position.next).values()) {
                    if (left[0] == 0) {
                        break;
                    }
                    left[0]--;
                    fetched.add(record.fetched());
                    kept.fetched(record);
                    position.next = record.offset + 1;
                }
            }
            if (!fetched.isEmpty()) {
                records.put(partition, fetched);
                next.put(partition, new OffsetAndMetadata(position.next));
            }
        });
        return new ConsumerRecords<>(records, next);
    }
}
