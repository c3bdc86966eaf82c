package io.redrive.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;

/** The topics. Offsets have gaps now and then, as compaction and transactions make them. */
final class SimulatedLog {

    private final SimulatedTime time;
    private final Chance chance;
    private final double gapChance;
    private final Map<String, List<TopicPartition>> topics = new HashMap<>();
    private final Map<TopicPartition, Partition> partitions = new HashMap<>();

    /** What was written to one partition. */
    static final class Partition {

        private final NavigableMap<Long, StoredRecord> records = new TreeMap<>();
        private long end;

        NavigableMap<Long, StoredRecord> records() {
            return records;
        }

        long end() {
            return end;
        }
    }

    SimulatedLog(SimulatedTime time, Chance chance, double gapChance) {
        this.time = time;
        this.chance = chance;
        this.gapChance = gapChance;
    }

    void create(String topic, int partitions) {
        List<TopicPartition> all = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            TopicPartition partition = new TopicPartition(topic, i);
            all.add(partition);
            this.partitions.put(partition, new Partition());
        }
        topics.put(topic, all);
    }

    List<TopicPartition> partitions(String topic) {
        return topics.get(topic);
    }

    StoredRecord append(
            TopicPartition partition,
            long timestamp,
            byte[] key,
            byte[] value,
            Headers headers,
            Subject subject,
            boolean forwarded) {
        Partition written = partitions.get(partition);
        long offset = written.end;
        if (chance.of(gapChance)) {
            offset += 1 + chance.upTo(chance.of(0.2) ? 5_000 : 3);
        }
        StoredRecord record =
                new StoredRecord(partition, offset, timestamp, time.millis(), key, value, headers, subject, forwarded);
        written.records.put(offset, record);
        written.end = offset + 1;
        return record;
    }

    long end(TopicPartition partition) {
        return of(partition).end();
    }

    Partition of(TopicPartition partition) {
        return partitions.get(partition);
    }

    NavigableMap<Long, StoredRecord> records(TopicPartition partition) {
        return of(partition).records();
    }

    StoredRecord at(TopicPartition partition, long offset) {
        return of(partition).records().get(offset);
    }
}
