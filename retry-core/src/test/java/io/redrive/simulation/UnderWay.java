package io.redrive.simulation;

import io.redrive.consume.Limits;
import io.redrive.forward.Forward;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** The forwards of one consumer of whose outcome it has not been told: while there are too many, or some fail, it must not read. */
final class UnderWay {

    private final Limits limits;
    private final IdentityHashMap<Forward, Boolean> forwards = new IdentityHashMap<>();
    private final IdentityHashMap<Forward, TopicPartition> failing = new IdentityHashMap<>();
    private long bytes;

    UnderWay(Limits limits) {
        this.limits = limits;
    }

    void begun(Forward forward) {
        forwards.put(forward, true);
        bytes += forward.bytes();
    }

    /** It is told that a forward has failed of a record that comes from this partition of the main topic. */
    void failing(Forward forward, TopicPartition partition) {
        failing.put(forward, partition);
    }

    void ended(Forward forward) {
        if (forwards.remove(forward) != null) {
            bytes -= forward.bytes();
        }
        failing.remove(forward);
    }

    /** What fails of an earlier ownership of these partitions is nothing to their next one. */
    void begun(Collection<TopicPartition> partitions) {
        failing.values().removeAll(partitions);
    }

    /** Objects to a consumer that reads partitions which it must not. */
    void check(Set<TopicPartition> assignment, Set<TopicPartition> paused, Object who) {
        boolean full = forwards.size() >= limits.inFlightForwards() || bytes >= limits.inFlightBytes();
        Judge.check(!full || paused.containsAll(assignment), "reads though too much is under way", who);
        // Those of retry topics, which do not tell where they come from, are none of its own.
        for (TopicPartition partition : failing.values()) {
            Judge.check(
                    !assignment.contains(partition) || paused.contains(partition),
                    "reads though forwards fail of " + partition,
                    who);
        }
    }
}
