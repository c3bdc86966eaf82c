package io.redrive.campaign.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Now and then an instance is killed and started again. */
final class KillInstances implements Scenario {

    @Override
    public String name() {
        return "kill-instances";
    }

    @Override
    public String trouble() {
        return "SIGKILL of a random instance every 3 to 7 s, started again 1 to 4 s later";
    }

    @Override
    public Plan plan(RandomGenerator random, Setup setup, Duration load) {
        List<Step> steps = new ArrayList<>();
        long at = random.nextLong(500, 4_000);
        while (at < load.toMillis()) {
            int victim = random.nextInt(setup.members().count());
            steps.add(Step.at(
                    Duration.ofMillis(at),
                    "kill instance " + victim,
                    stage -> stage.instances().kill(victim)));
            long again = at + random.nextLong(1_000, 4_000);
            steps.add(Step.at(
                    Duration.ofMillis(again),
                    "start instance " + victim,
                    stage -> stage.instances().start(victim)));
            at = again + random.nextLong(2_000, 4_000);
        }
        return new Plan(steps);
    }
}
