package io.redrive.campaign.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Members join and leave all the time. */
final class ComeAndGo implements Scenario {

    private final Protocol protocol;

    ComeAndGo(Protocol protocol) {
        this.protocol = protocol;
    }

    @Override
    public String name() {
        return "come-and-go-" + protocol.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String trouble() {
        return "A member joins or leaves every 2 to 4 s, protocol "
                + protocol.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Setup setup(RandomGenerator random) {
        return Setup.draw(random).withInstances(2).with(protocol);
    }

    @Override
    public Plan plan(RandomGenerator random, Setup setup, Duration load) {
        List<Step> steps = new ArrayList<>();
        boolean[] runs = {true, true, false, false};
        long at = random.nextLong(500, 2_000);
        while (at < load.toMillis()) {
            // The first one stays, so that somebody always can take over.
            int member = 1 + random.nextInt(runs.length - 1);
            boolean leaves = runs[member];
            steps.add(Step.at(Duration.ofMillis(at), (leaves ? "stop" : "start") + " instance " + member, stage -> {
                if (leaves) {
                    stage.instances().terminate(member);
                } else {
                    stage.instances().start(member);
                }
            }));
            runs[member] = !leaves;
            at += random.nextLong(2_000, 4_000);
        }
        return new Plan(steps);
    }
}
