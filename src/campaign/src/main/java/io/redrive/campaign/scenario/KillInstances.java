package io.redrive.campaign.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Again and again an instance is killed and started again. */
final class KillInstances implements Scenario {

    private final String name;
    private final Duration between;

    private KillInstances(String name, Duration between) {
        this.name = name;
        this.between = between;
    }

    /** Before the group has got over one kill there is the next. */
    static KillInstances often() {
        return new KillInstances("kill-instances", Duration.ofSeconds(2));
    }

    /** The group gets over each kill before the next, also where a transaction that the victim had open must time out first. */
    static KillInstances nowAndThen() {
        return new KillInstances("kill-now-and-then", Duration.ofSeconds(14));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String trouble() {
        return "SIGKILL of a random instance every %d to %d s, started again 1 to 4 s later"
                .formatted(between.toSeconds() + 1, between.toSeconds() + 6);
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
            at = again + between.toMillis() + random.nextLong(0, 2_000);
        }
        return new Plan(steps);
    }
}
