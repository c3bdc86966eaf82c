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
    private final Map<TopicPartition, NavigableMap<Long, StoredRecord>> records = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();

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
            records.put(partition, new TreeMap<>());
            ends.put(partition, 0L);
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
        long offset = ends.get(partition);
        if (chance.of(gapChance)) {
            offset += 1 + chance.upTo(chance.of(0.2) ? 5_000 : 3);
        }
        StoredRecord record =
                new StoredRecord(partition, offset, timestamp, time.millis(), key, value, headers, subject, forwarded);
        records.get(partition).put(offset, record);
        ends.put(partition, offset + 1);
        return record;
    }

    long end(TopicPartition partition) {
        return ends.get(partition);
    }

    NavigableMap<Long, StoredRecord> records(TopicPartition partition) {
        return records.get(partition);
    }

    StoredRecord at(TopicPartition partition, long offset) {
        return records.get(partition).get(offset);
    }
}
