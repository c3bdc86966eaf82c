package io.redrive.campaign.scenario;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** The clocks of the instances differ by seconds. */
final class WrongClock implements Scenario {

    @Override
    public String name() {
        return "wrong-clocks";
    }

    @Override
    public String trouble() {
        return "The clock of one instance is up to 5 s ahead, that of another as much behind";
    }

    @Override
    public Setup setup(RandomGenerator random) {
        return Setup.draw(random)
                .withInstances(3)
                .withClock(0, Duration.ofMillis(random.nextLong(500, 5_000)))
                .withClock(1, Duration.ofMillis(-random.nextLong(500, 5_000)));
    }

    @Override
    public Plan plan(RandomGenerator random, Setup setup, Duration load) {
        int victim = random.nextInt(setup.members().count());
        Duration restart = Duration.ofMillis(random.nextLong(3_000, 10_000));
        return Plan.of(Step.at(restart, "kill and start instance " + victim, stage -> {
            stage.instances().kill(victim);
            stage.instances().start(victim);
        }));
    }
}
