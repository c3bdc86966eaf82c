package io.redrive.campaign.scenario;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** An instance stands still for so long that others take its partitions, and then goes on where it was. */
final class Zombies implements Scenario {

    @Override
    public String name() {
        return "zombies";
    }

    @Override
    public String trouble() {
        return "SIGSTOP of an instance for longer than its session, then SIGCONT";
    }

    @Override
    public Duration load() {
        return Duration.ofSeconds(25);
    }

    @Override
    public Plan plan(RandomGenerator random, Setup setup, Duration load) {
        int victim = random.nextInt(setup.members().count());
        Duration suspend = Duration.ofMillis(random.nextLong(2_000, 6_000));
        Duration resume = suspend.plusMillis(random.nextLong(9_000, 14_000));
        return Plan.of(
                Step.at(
                        suspend,
                        "suspend instance " + victim,
                        stage -> stage.instances().suspend(victim)),
                Step.at(
                        resume,
                        "resume instance " + victim,
                        stage -> stage.instances().resume(victim)));
    }
}
