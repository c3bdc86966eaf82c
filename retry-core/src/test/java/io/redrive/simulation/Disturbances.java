package io.redrive.simulation;

import java.util.List;

/** What clocks and the application do while a history runs. */
final class Disturbances {

    private static final long LONGEST_PAUSE_MS = 10_000;

    private final World world;
    private final Chance dice;
    private final Extras extras;
    private final List<Instance> instances;
    private final List<SimulatedGroup> groups;

    Disturbances(World world, List<Instance> instances, List<SimulatedGroup> groups) {
        this.world = world;
        this.dice = world.more();
        this.extras = world.plan().extras;
        this.instances = instances;
        this.groups = groups;
    }

    /** Plans them between two instants; more of them early, where more is going on. */
    void schedule(long from, long to) {
        schedule(extras.clockSteps(), from, to, () -> dice.oneOf(instances).setClock());
        schedule(extras.seeks(), from, to, () -> container().seekBack());
        schedule(extras.pauses(), from, to, this::pause);
    }

    private void schedule(int times, long from, long to, Runnable what) {
        for (int i = 0; i < times; i++) {
            long length = to - from;
            long at = dice.of(0.5) ? dice.upTo(length) : dice.upTo(Math.min(length, dice.upTo(5_000L)));
            world.time().after(from + at, () -> {
                if (!world.faults().areOver()) {
                    what.run();
                }
            });
        }
    }

    private void pause() {
        Container container = container();
        container.pausePartition(true);
        world.time().after(dice.upTo(LONGEST_PAUSE_MS), () -> container.pausePartition(false));
    }

    private Container container() {
        return dice.oneOf(instances).container(dice.oneOf(groups));
    }
}
