package io.redrive.simulation;

import io.redrive.track.SettledBeyond;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Nothing may be committed over, by offset or by metadata, that is neither processed nor durable somewhere else. */
final class CommitCheck {

    static final int HANDLER_TRIES = 3;

    private final Plan plan;
    private final SimulatedLog log;
    /** Up to where all is settled, which it stays. */
    private final Map<TopicPartition, Long> checked = new HashMap<>();

    CommitCheck(Plan plan, SimulatedLog log) {
        this.plan = plan;
        this.log = log;
    }

    void check(TopicPartition partition, OffsetAndMetadata committed) {
        Judge.check(committed.offset() <= log.end(partition), "committed beyond its end", partition);
        long from = checked.getOrDefault(partition, 0L);
        if (from < committed.offset()) {
            for (StoredRecord record :
                    log.records(partition).subMap(from, committed.offset()).values()) {
                Judge.check(isSettled(record), "committed over by an offset", record);
            }
            checked.put(partition, committed.offset());
        }
        SettledBeyond beyond = SettledBeyond.decode(committed.offset(), committed.metadata());
        if (!beyond.isEmpty()) {
            for (StoredRecord record :
                    log.records(partition).tailMap(committed.offset()).values()) {
                Judge.check(!beyond.contains(record.offset) || isSettled(record), "committed over by metadata", record);
            }
        }
    }

    boolean isSettled(StoredRecord record) {
        if (record.partition.topic().equals(plan.chain().deadLetterTopic())) {
            return record.processed
                    || record.handlerTries >= HANDLER_TRIES
                    || record.subject.kind == Subject.Kind.POISON;
        }
        return record.processed || record.movedOn || record.subject.forwarded.get(record.attempt + 1);
    }
}
