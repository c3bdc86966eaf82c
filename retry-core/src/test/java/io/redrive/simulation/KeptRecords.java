package io.redrive.simulation;

import io.redrive.track.SettledBeyond;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What a consumer of retry topics must have in its hands: fetched, to be delivered, and not delivered yet. */
final class KeptRecords {

    private final Map<TopicPartition, NavigableMap<Long, StoredRecord>> kept = new HashMap<>();
    private final Map<TopicPartition, SettledBeyond> settled = new HashMap<>();
    private final Map<TopicPartition, Map<Long, StoredRecord>> delivered = new HashMap<>();

    void assigned(TopicPartition partition, OffsetAndMetadata from) {
        kept.put(partition, new TreeMap<>());
        delivered.put(partition, new HashMap<>());
        settled.put(
                partition, from == null ? new SettledBeyond() : SettledBeyond.decode(from.offset(), from.metadata()));
    }

    void fetched(StoredRecord record) {
        if (record.subject.kind == Subject.Kind.ORDINARY
                && !settled.get(record.partition).contains(record.offset)
                && !delivered.get(record.partition).containsKey(record.offset)) {
            kept.get(record.partition).put(record.offset, record);
        }
    }

    void sought(TopicPartition partition, long offset) {
        kept.get(partition).tailMap(offset).clear();
    }

    /** Returns whether no kept record of the partition should have come before. */
    boolean isNext(StoredRecord record) {
        boolean again = delivered.get(record.partition).put(record.offset, record) != null;
        Map<Long, StoredRecord> others = kept.get(record.partition);
        others.remove(record.offset);
        return again || others.values().stream().allMatch(other -> other.movedOn || other.dueAt >= record.dueAt);
    }
}
