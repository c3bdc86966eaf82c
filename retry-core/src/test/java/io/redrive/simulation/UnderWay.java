package io.redrive.simulation;

import io.redrive.consume.Limits;
import io.redrive.forward.Forward;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** The forwards of one consumer of whose outcome it has not been told: while there are too many, or some fail, it must not read. */
final class UnderWay {

    private final Limits limits;
    private final Set<Forward> forwards = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Forward> failing = Collections.newSetFromMap(new IdentityHashMap<>());
    /** Where those come from that were sent while their partition belonged to this consumer as it does now. */
    private final IdentityHashMap<Forward, TopicPartition> owned = new IdentityHashMap<>();

    private long bytes;

    UnderWay(Limits limits) {
        this.limits = limits;
    }

    /** A record is sent on that comes from this partition of the main topic. */
    void begun(Forward forward, TopicPartition partition) {
        forwards.add(forward);
        owned.put(forward, partition);
        bytes += forward.bytes();
    }

    /** It is told that a forward has failed. */
    void failing(Forward forward) {
        failing.add(forward);
    }

    void ended(Forward forward) {
        if (forwards.remove(forward)) {
            bytes -= forward.bytes();
        }
        failing.remove(forward);
        owned.remove(forward);
    }

    /** What was sent in an earlier ownership of these partitions is nothing to their next one, though it fails only then. */
    void begun(Collection<TopicPartition> partitions) {
        owned.values().removeAll(partitions);
    }

    /** Objects to a consumer that reads partitions which it must not. */
    void check(Set<TopicPartition> assignment, Set<TopicPartition> paused, Object who) {
        boolean full = forwards.size() >= limits.inFlightForwards() || bytes >= limits.inFlightBytes();
        Judge.check(!full || paused.containsAll(assignment), "reads though too much is under way", who);
        // Those of retry topics, which do not tell where they come from, are none of its own.
        for (Forward forward : failing) {
            TopicPartition partition = owned.get(forward);
            Judge.check(
                    !assignment.contains(partition) || paused.contains(partition),
                    "reads though forwards fail of " + partition,
                    who);
        }
    }
}
