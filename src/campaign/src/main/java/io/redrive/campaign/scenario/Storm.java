package io.redrive.campaign.scenario;

import io.redrive.campaign.load.Traffic;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Far more records than usual, while an instance is killed. */
final class Storm implements Scenario {

    private static final int PER_SECOND = 800;

    @Override
    public String name() {
        return "storm";
    }

    @Override
    public String trouble() {
        return "800 records a second, of which every third fails, and SIGKILL of an instance";
    }

    @Override
    public Setup setup(RandomGenerator random) {
        return Setup.draw(random).with(Traffic.usual().at(PER_SECOND));
    }

    @Override
    public Plan plan(RandomGenerator random, Setup setup, Duration load) {
        int victim = random.nextInt(setup.members().count());
        Duration kill = Duration.ofMillis(random.nextLong(4_000, 12_000));
        return Plan.of(
                Step.at(
                        kill,
                        "kill instance " + victim,
                        stage -> stage.instances().kill(victim)),
                Step.at(
                        kill.plusMillis(random.nextLong(500, 3_000)),
                        "start instance " + victim,
                        stage -> stage.instances().start(victim)));
    }
}
