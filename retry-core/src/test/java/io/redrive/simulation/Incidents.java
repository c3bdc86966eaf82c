package io.redrive.simulation;

import io.redrive.consume.TopicRole;
import java.util.List;
import java.util.Map;

/** What happens to instances and groups while a history runs. */
final class Incidents {

    private static final int MOST = 8;

    private final World world;
    private final Chance chance;
    private final List<Instance> instances;
    private final Map<TopicRole, SimulatedGroup> groups;

    Incidents(World world, List<Instance> instances, Map<TopicRole, SimulatedGroup> groups) {
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
        TopicRole role = chance.oneOf(List.copyOf(groups.keySet()));
        switch (chance.upTo(world.plan().kind == Plan.Kind.ROUGH ? 6 : 3)) {
            case 0 -> stop(instance, null);
            case 1 -> stop(instance, role);
            case 2 -> groups.get(role).rebalance();
            case 3 -> pause(instance, role);
            case 4 -> instance.crash();
            case 5 -> expire(instance, role);
            default -> fail(instance);
        }
    }

    private void stop(Instance instance, TopicRole role) {
        if (role == null) {
            instance.stop();
        } else {
            instance.container(role).requestStop();
        }
        world.time().after(chance.upTo(10_000L), instance::start);
    }

    private void pause(Instance instance, TopicRole role) {
        Container container = instance.container(role);
        container.pause(true);
        world.time().after(chance.upTo(10_000L), () -> container.pause(false));
    }

    private void expire(Instance instance, TopicRole role) {
        world.faults().excuse();
        instance.container(role).expire();
    }

    private void fail(Instance instance) {
        long millis = chance.upTo(20_000L);
        world.trace().add("brokers", "accept no forwards for", millis, "ms");
        world.faults().excuse();
        instance.forwarder().fail(millis);
    }
}
