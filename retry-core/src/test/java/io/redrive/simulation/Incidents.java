package io.redrive.simulation;

import java.util.List;

/** What happens to instances and groups while a history runs. */
final class Incidents {

    private static final int MOST = 8;

    private final World world;
    private final Chance chance;
    private final List<Instance> instances;
    private final List<SimulatedGroup> groups;

    Incidents(World world, List<Instance> instances, List<SimulatedGroup> groups) {
        this.world = world;
        this.chance = world.chance();
        this.instances = instances;
        this.groups = groups;
    }

    /** Plans a few between two instants; more of them early, where more is going on. */
    void schedule(long from, long to) {
        for (int i = chance.upTo(MOST); i > 0; i--) {
            long length = to - from;
            long at = chance.of(0.5) ? chance.upTo(length) : chance.upTo(Math.min(length, chance.upTo(5_000L)));
            world.time().after(from + at, this::happen);
        }
    }

    private void happen() {
        if (world.faults().areOver()) {
            return;
        }
        Instance instance = chance.oneOf(instances);
        SimulatedGroup group = chance.oneOf(groups);
        switch (chance.upTo(world.plan().kind == Plan.Kind.ROUGH ? 6 : 3)) {
            case 0 -> stop(instance, null);
            case 1 -> stop(instance, group);
            case 2 -> group.rebalance();
            case 3 -> pause(instance, group);
            case 4 -> instance.crash();
            case 5 -> expire(instance, group);
            default -> fail(instance);
        }
    }

    private void stop(Instance instance, SimulatedGroup group) {
        if (group == null) {
            instance.stop();
        } else {
            instance.container(group).requestStop();
        }
        world.time().after(chance.upTo(10_000L), instance::start);
    }

    private void pause(Instance instance, SimulatedGroup group) {
        Container container = instance.container(group);
        container.pause(true);
        world.time().after(chance.upTo(10_000L), () -> container.pause(false));
    }

    private void expire(Instance instance, SimulatedGroup group) {
        world.faults().excuse();
        instance.container(group).expire();
    }

    private void fail(Instance instance) {
        long millis = chance.upTo(20_000L);
        world.trace().add("brokers", "accept no forwards for", millis, "ms");
        world.faults().excuse();
        instance.forwarder().fail(millis);
    }
}
