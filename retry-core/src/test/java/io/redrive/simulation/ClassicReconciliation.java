package io.redrive.simulation;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Members join anew for each change; eager ones give up everything, cooperative ones what others are to have. */
final class ClassicReconciliation implements Reconciliation {

    private final SimulatedGroup group;
    private final boolean cooperative;
    private final boolean tellsOfNothing;

    ClassicReconciliation(SimulatedGroup group, Plan plan) {
        this.group = group;
        this.cooperative = plan.extras.protocol() == Extras.Protocol.COOPERATIVE;
        this.tellsOfNothing = cooperative && plan.generation != Generation.FIRST;
    }

    @Override
    public boolean reaches(SimulatedConsumer member) {
        return true;
    }

    @Override
    public boolean hasNewsFor(SimulatedConsumer member) {
        if (member.epoch < group.epoch()) {
            return true;
        }
        if (mayJoin(member)) {
            for (TopicPartition partition : group.partitions()) {
                if (group.isFreeFor(member, partition)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void tell(SimulatedConsumer member) {
        int known = group.epoch();
        boolean isNews = member.epoch < known;
        Set<TopicPartition> leaving = leaving(member);
        if (!leaving.isEmpty()) {
            member.revoke(leaving);
            group.free(leaving, member);
        }
        group.knows(member, known);
        Set<TopicPartition> joining = joining(member);
        if (!joining.isEmpty()) {
            group.give(joining, member);
        } else if (isNews && tellsOfNothing) {
            member.assigned(joining);
        }
    }

    private Set<TopicPartition> leaving(SimulatedConsumer member) {
        Set<TopicPartition> leaving = new LinkedHashSet<>();
        for (TopicPartition partition : member.assignment()) {
            if (cooperative ? !group.isFor(member, partition) : member.epoch < group.epoch()) {
                leaving.add(partition);
            }
        }
        return leaving;
    }

    private Set<TopicPartition> joining(SimulatedConsumer member) {
        Set<TopicPartition> joining = new LinkedHashSet<>();
        if (mayJoin(member)) {
            for (TopicPartition partition : group.partitions()) {
                if (group.isFreeFor(member, partition)) {
                    joining.add(partition);
                }
            }
        }
        return joining;
    }

    /** Eager members wait until everybody has given up everything. */
    private boolean mayJoin(SimulatedConsumer member) {
        return member.epoch == group.epoch() && (cooperative || group.allKnowEpoch());
    }
}
