package io.redrive.simulation;

import io.redrive.consume.TopicRole;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A consumer group: who owns which partition, and what is committed. */
final class SimulatedGroup {

    private final String name;
    private final World world;
    private final TopicRole role;
    private final List<TopicPartition> partitions;
    private final CommittedOffsets committed = new CommittedOffsets();
    private final Map<TopicPartition, SimulatedConsumer> owners = new HashMap<>();
    private final Map<TopicPartition, Integer> beginnings = new HashMap<>();
    private final List<SimulatedConsumer> members = new ArrayList<>();
    private final Reconciliation reconciliation;
    private final Seeks seeks;
    private Map<TopicPartition, SimulatedConsumer> target = Map.of();
    private int epoch;
    /** Grows with each change of which a member may have to hear. */
    private long changes;

    SimulatedGroup(String name, World world, TopicRole role, List<TopicPartition> partitions) {
        this.name = name;
        this.world = world;
        this.role = role;
        this.partitions = partitions;
        this.seeks = new Seeks(world);
        this.reconciliation = world.plan().extras.protocol() == Extras.Protocol.INCREMENTAL
                ? new IncrementalReconciliation(this, world)
                : new ClassicReconciliation(this, world.plan());
    }

    TopicRole role() {
        return role;
    }

    List<TopicPartition> partitions() {
        return partitions;
    }

    CommittedOffsets committed() {
        return committed;
    }

    int epoch() {
        return epoch;
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
        changes++;
        epoch++;
        target = new LinkedHashMap<>();
        for (TopicPartition partition : partitions) {
            SimulatedConsumer owner = owners.get(partition);
            boolean stays = owner != null
                    && world.plan().extras.protocol() != Extras.Protocol.EAGER
                    && world.chance().of(0.5);
            if (!members.isEmpty()) {
                target.put(partition, stays ? owner : world.chance().oneOf(members));
            }
        }
        world.trace().add(name, "rebalances", "epoch", epoch);
    }

    boolean hasNewsFor(SimulatedConsumer member) {
        long state = changes + member.positions.changes();
        if (member.quietIn == state) {
            return false;
        }
        if (!members.contains(member)) {
            return true;
        }
        if (!reconciliation.reaches(member)) {
            return false;
        }
        if (reconciliation.hasNewsFor(member)) {
            return true;
        }
        member.quietIn = state;
        return false;
    }

    /** Tells a member what has become of its partitions, from within its poll. */
    void tell(SimulatedConsumer member) {
        if (!members.contains(member)) {
            member.lose();
            join(member);
        }
        reconciliation.tell(member);
    }

    void knows(SimulatedConsumer member, int known) {
        member.epoch = known;
        changes++;
    }

    boolean allKnowEpoch() {
        for (SimulatedConsumer each : members) {
            if (each.epoch < epoch) {
                return false;
            }
        }
        return true;
    }

    boolean isFor(SimulatedConsumer member, TopicPartition partition) {
        return target.get(partition) == member;
    }

    boolean isFreeFor(SimulatedConsumer member, TopicPartition partition) {
        return target.get(partition) == member && !owners.containsKey(partition);
    }

    void free(Collection<TopicPartition> freed, SimulatedConsumer member) {
        freed.forEach(partition -> owners.remove(partition, member));
        changes++;
    }

    void give(Collection<TopicPartition> given, SimulatedConsumer member) {
        given.forEach(partition -> {
            owners.put(partition, member);
            beginnings.merge(partition, 1, Integer::sum);
            committed.begun(partition);
        });
        changes++;
        member.assigned(given);
    }

    /** The application goes back in a partition; where it is not its own any more, nothing comes of that. */
    void sought(SimulatedConsumer member, TopicPartition partition, long offset) {
        if (owners.get(partition) != member) {
            return;
        }
        int beginning = beginnings.merge(partition, 1, Integer::sum);
        boolean again = committed.mayGoBack(partition);
        seeks.add(partition, offset, committed.offset(partition), beginning, again);
        committed.sought(partition);
    }

    /** Objects where the application has gone back and nothing came of it. */
    void checkSeeks() {
        seeks.check(this);
    }

    /** Returns how often somebody began to read it from what was committed, or from wherever the application wanted. */
    int beginnings(TopicPartition partition) {
        return beginnings.getOrDefault(partition, 0);
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

    /** Whether everything is committed that can be, and what the application has gone back to was delivered again. */
    boolean isDone() {
        return isCommitted() && seeks.areDone(this);
    }

    /** Whether everything is committed that can be. */
    boolean isCommitted() {
        for (TopicPartition partition : partitions) {
            if (!world.log().records(partition).isEmpty()) {
                boolean parked =
                        world.log().records(partition).values().stream().anyMatch(record -> record.subject.isParked());
                if (!parked && committed.offset(partition) < world.log().end(partition)) {
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
