package io.redrive.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Where the application has gone back in the partitions of a group, what it had finished there comes to it once more. */
final class Seeks {

    private final World world;
    private final List<Seek> seeks = new ArrayList<>();

    private record Seek(StoredRecord first, int deliveries, int beginning) {}

    Seeks(World world) {
        this.world = world;
    }

    /**
     * Notes one from {@code committed} to {@code offset}. All below it is finished, but when the application has gone back
     * before: then what has come once more since may still be under way, and need not come again.
     */
    void add(TopicPartition partition, long offset, long committed, int beginning, boolean again) {
        Map.Entry<Long, StoredRecord> first = world.log().records(partition).ceilingEntry(offset);
        if (first != null
                && first.getKey() < committed
                && first.getValue().subject.kind == Subject.Kind.ORDINARY
                && first.getValue().deliveries > 0
                && !(again && first.getValue().deliveredIn == beginning - 1)) {
            StoredRecord record = first.getValue();
            seeks.add(new Seek(record, record.deliveries, beginning));
        }
    }

    /** Whether all of them led to something, or their partition was given to somebody else before it was read. */
    boolean areDone(SimulatedGroup group) {
        return seeks.stream().allMatch(seek -> isDone(seek, group));
    }

    /** Objects to those that led to nothing. */
    void check(SimulatedGroup group) {
        for (Seek seek : seeks) {
            Judge.check(
                    isDone(seek, group),
                    "is not delivered again though the application has gone back to it",
                    seek.first());
        }
    }

    private static boolean isDone(Seek seek, SimulatedGroup group) {
        StoredRecord record = seek.first();
        return record.deliveries > seek.deliveries() || group.beginnings(record.partition) != seek.beginning();
    }
}
