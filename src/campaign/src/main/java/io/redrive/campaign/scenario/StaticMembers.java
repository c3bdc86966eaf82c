package io.redrive.campaign.scenario;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Static members come back within their session, and too late for it. */
final class StaticMembers implements Scenario {

    @Override
    public String name() {
        return "static-members";
    }

    @Override
    public String trouble() {
        return "Static members: SIGKILL and back within the session, SIGTERM and back after it";
    }

    @Override
    public Setup setup(RandomGenerator random) {
        return Setup.draw(random).withStaticMembers();
    }

    @Override
    public Duration load() {
        return Duration.ofSeconds(25);
    }

    @Override
    public Plan plan(RandomGenerator random, Setup setup, Duration load) {
        int soon = random.nextInt(setup.members().count());
        int late = random.nextInt(setup.members().count());
        Duration first = Duration.ofMillis(random.nextLong(2_000, 4_000));
        Duration second = first.plusMillis(random.nextLong(7_000, 9_000));
        return Plan.of(
                Step.at(first, "kill and start instance " + soon, stage -> {
                    stage.instances().kill(soon);
                    stage.instances().start(soon);
                }),
                Step.at(
                        second,
                        "stop instance " + late,
                        stage -> stage.instances().terminate(late)),
                Step.at(
                        second.plusMillis(random.nextLong(7_000, 10_000)),
                        "start instance " + late,
                        stage -> stage.instances().start(late)));
    }
}
