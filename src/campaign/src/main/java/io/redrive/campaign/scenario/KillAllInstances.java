package io.redrive.campaign.scenario;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** All instances are killed at once, and when they come back everything that waited is overdue. */
final class KillAllInstances implements Scenario {

    @Override
    public String name() {
        return "kill-all-instances";
    }

    @Override
    public String trouble() {
        return "SIGKILL of all instances at once, started again when what waits is overdue";
    }

    @Override
    public Plan plan(RandomGenerator random, Setup setup, Duration load) {
        Duration kill = Duration.ofMillis(random.nextLong(3_000, 9_000));
        Duration start = kill.plusMillis(random.nextLong(3_000, 6_000));
        return Plan.of(
                Step.at(kill, "kill all instances", stage -> stage.instances().killAll()),
                Step.at(start, "start all instances", stage -> stage.instances().startAll()));
    }
}
