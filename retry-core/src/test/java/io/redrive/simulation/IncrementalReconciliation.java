package io.redrive.simulation;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Members hear with their heartbeats what they are to give up or to take over, one partition at a time. What one is to give
 * up it stops to fetch at once, and tells the application of later; the group hears of that later still.
 */
final class IncrementalReconciliation implements Reconciliation {

    private static final long HEARTBEAT_MS = 1_000;

    private final SimulatedGroup group;
    private final World world;

    IncrementalReconciliation(SimulatedGroup group, World world) {
        this.group = group;
        this.world = world;
    }

    @Override
    public boolean reaches(SimulatedConsumer member) {
        return world.time().millis() >= member.hearsAt;
    }

    @Override
    public boolean hasNewsFor(SimulatedConsumer member) {
        return member.positions.withholdsAny() || leaving(member) != null || joining(member) != null;
    }

    @Override
    public void tell(SimulatedConsumer member) {
        Set<TopicPartition> staying = new LinkedHashSet<>(member.assignment());
        staying.removeIf(partition -> !group.isFor(member, partition));
        member.positions.noLongerWithhold(staying);
        TopicPartition leaving = leaving(member);
        TopicPartition joining = joining(member);
        if (leaving != null) {
            giveUp(member, leaving);
        } else if (joining != null) {
            group.give(Set.of(joining), member);
        }
        member.hearsAt = world.time().millis() + world.more().upTo(HEARTBEAT_MS);
        // So that time does not pass over it.
        world.time().after(member.hearsAt - world.time().millis(), () -> {});
    }

    private void giveUp(SimulatedConsumer member, TopicPartition partition) {
        if (!member.positions.withholds(partition)) {
            world.trace().add(member.name, "is to give up", partition);
            member.positions.withhold(partition);
            return;
        }
        int membership = member.memberships;
        member.revoke(Set.of(partition));
        world.time().after(world.more().upTo(HEARTBEAT_MS), () -> {
            if (membership == member.memberships) {
                group.free(Set.of(partition), member);
            }
        });
    }

    private TopicPartition leaving(SimulatedConsumer member) {
        for (TopicPartition partition : member.assignment()) {
            if (!group.isFor(member, partition)) {
                return partition;
            }
        }
        return null;
    }

    private TopicPartition joining(SimulatedConsumer member) {
        for (TopicPartition partition : group.partitions()) {
            if (group.isFreeFor(member, partition)) {
                return partition;
            }
        }
        return null;
    }
}
