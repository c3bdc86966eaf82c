package io.redrive.simulation;

import io.redrive.track.SettledBeyond;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What a group has committed; it never goes back, unless the application went back itself. */
final class CommittedOffsets {

    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    private final Map<TopicPartition, Integer> returns = new HashMap<>();
    private final Set<TopicPartition> goingBack = new HashSet<>();

    OffsetAndMetadata of(TopicPartition partition) {
        return committed.get(partition);
    }

    /** Returns the offset from which the next owner begins. */
    long offset(TopicPartition partition) {
        OffsetAndMetadata known = committed.get(partition);
        return known == null ? 0 : known.offset();
    }

    /** Whether a record will not be delivered to the next owner. */
    boolean isOver(TopicPartition partition, long offset) {
        OffsetAndMetadata known = committed.get(partition);
        return known != null
                && (offset < known.offset()
                        || SettledBeyond.decode(known.offset(), known.metadata())
                                .contains(offset));
    }

    void put(TopicPartition partition, OffsetAndMetadata offset) {
        Judge.check(
                offset.offset() >= offset(partition) || mayGoBack(partition),
                "goes back to " + offset.offset() + " from " + offset(partition),
                partition);
        if (offset.offset() < offset(partition)) {
            returns.merge(partition, 1, Integer::sum);
        }
        committed.put(partition, offset);
    }

    boolean mayGoBack(TopicPartition partition) {
        return goingBack.contains(partition);
    }

    /** Returns how often it went back. */
    int returns(TopicPartition partition) {
        return returns.getOrDefault(partition, 0);
    }

    /** Somebody begins to own it. */
    void begun(TopicPartition partition) {
        goingBack.remove(partition);
    }

    /** The application has gone back in it. */
    void sought(TopicPartition partition) {
        goingBack.add(partition);
    }
}
