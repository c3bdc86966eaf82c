package io.redrive.simulation;

import io.redrive.track.SettledBeyond;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A consumer group: who owns which partition, and what is committed. */
final class SimulatedGroup {

    private final String name;
    private final World world;
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    private final Map<TopicPartition, SimulatedConsumer> owners = new HashMap<>();
    private final List<SimulatedConsumer> members = new ArrayList<>();
    private Map<TopicPartition, SimulatedConsumer> target = Map.of();
    private int epoch;

    SimulatedGroup(String name, World world, List<TopicPartition> partitions) {
        this.name = name;
        this.world = world;
        this.partitions = partitions;
    }

    List<TopicPartition> partitions() {
        return partitions;
    }

    OffsetAndMetadata committed(TopicPartition partition) {
        return committed.get(partition);
    }

    boolean isCommittedOver(TopicPartition partition, long offset) {
        OffsetAndMetadata known = committed.get(partition);
        return known != null
                && (offset < known.offset()
                        || SettledBeyond.decode(known.offset(), known.metadata())
                                .contains(offset));
    }

    void join(SimulatedConsumer member) {
        members.add(member);
        member.memberships++;
        rebalance();
    }

    /** Takes a member out, whether it knows of it or not. */
    void remove(SimulatedConsumer member) {
        if (members.remove(member)) {
            owners.values().removeIf(owner -> owner == member);
            rebalance();
        }
    }

    boolean contains(SimulatedConsumer member) {
        return members.contains(member);
    }

    void rebalance() {
        epoch++;
        target = new LinkedHashMap<>();
        for (TopicPartition partition : partitions) {
            SimulatedConsumer owner = owners.get(partition);
            boolean stays =
                    owner != null && world.plan().cooperative && world.chance().of(0.5);
            if (!members.isEmpty()) {
                target.put(partition, stays ? owner : world.chance().oneOf(members));
            }
        }
        world.trace().add(name, "rebalances", "epoch", epoch);
    }

    boolean hasNewsFor(SimulatedConsumer member) {
        if (!members.contains(member) || member.epoch < epoch) {
            return true;
        }
        if (mayJoin(member)) {
            for (TopicPartition partition : partitions) {
                if (isFreeFor(member, partition)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Tells a member what has become of its partitions, from within its poll. */
    void tell(SimulatedConsumer member) {
        if (!members.contains(member)) {
            member.lose();
            join(member);
        }
        int known = epoch;
        Set<TopicPartition> leaving = leaving(member);
        if (!leaving.isEmpty()) {
            member.revoke(leaving);
            leaving.forEach(partition -> owners.remove(partition, member));
        }
        member.epoch = known;
        Set<TopicPartition> joining = joining(member);
        if (!joining.isEmpty()) {
            joining.forEach(partition -> owners.put(partition, member));
            member.assigned(joining);
        }
    }

    private Set<TopicPartition> leaving(SimulatedConsumer member) {
        Set<TopicPartition> leaving = new LinkedHashSet<>();
        for (TopicPartition partition : member.assignment()) {
            if (world.plan().cooperative ? target.get(partition) != member : member.epoch < epoch) {
                leaving.add(partition);
            }
        }
        return leaving;
    }

    private Set<TopicPartition> joining(SimulatedConsumer member) {
        Set<TopicPartition> joining = new LinkedHashSet<>();
        if (mayJoin(member)) {
            for (TopicPartition partition : partitions) {
                if (isFreeFor(member, partition)) {
                    joining.add(partition);
                }
            }
        }
        return joining;
    }

    /** Eager members wait until everybody has given up everything. */
    private boolean mayJoin(SimulatedConsumer member) {
        if (!world.plan().cooperative) {
            for (SimulatedConsumer each : members) {
                if (each.epoch < epoch) {
                    return false;
                }
            }
        }
        return member.epoch == epoch;
    }

    private boolean isFreeFor(SimulatedConsumer member, TopicPartition partition) {
        return target.get(partition) == member && !owners.containsKey(partition);
    }

    /** Applies a commit as the broker does: it looks at who asks, not at what for. */
    void commit(SimulatedConsumer member, int membership, Map<TopicPartition, OffsetAndMetadata> offsets) {
        if (!members.contains(member) || membership < member.memberships) {
            throw new CommitFailedException();
        }
        offsets.forEach((partition, offset) -> {
            world.trace().add(member.name, "commits", partition, offset.offset(), offset.metadata());
            world.judge().committed(partition, offset, owners.get(partition) == member);
            committed.put(partition, offset);
        });
    }

    /** Whether everything is committed that can be. */
    boolean isDone() {
        for (TopicPartition partition : partitions) {
            if (!world.log().records(partition).isEmpty()) {
                OffsetAndMetadata offset = committed.get(partition);
                boolean parked =
                        world.log().records(partition).values().stream().anyMatch(record -> record.subject.isParked());
                if (!parked && (offset == null || offset.offset() < world.log().end(partition))) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return name;
    }
}
