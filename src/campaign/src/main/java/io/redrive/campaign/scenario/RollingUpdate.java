package io.redrive.campaign.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Every instance is stopped and started again, one after the other. */
final class RollingUpdate implements Scenario {

    @Override
    public String name() {
        return "rolling-update";
    }

    @Override
    public String trouble() {
        return "SIGTERM and start of one instance after the other, under load";
    }

    @Override
    public Plan plan(RandomGenerator random, Setup setup, Duration load) {
        List<Step> steps = new ArrayList<>();
        long at = random.nextLong(1_000, 3_000);
        for (int i = 0; i < setup.members().count(); i++) {
            int instance = i;
            steps.add(Step.at(Duration.ofMillis(at), "restart instance " + instance, stage -> {
                stage.instances().terminate(instance);
                stage.instances().start(instance);
            }));
            at += random.nextLong(3_000, 6_000);
        }
        return new Plan(steps);
    }
}
