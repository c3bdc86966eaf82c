package io.redrive.campaign.scenario;

import io.redrive.campaign.check.Tolerance;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Nothing happens, so nothing is excused. */
final class NoFault implements Scenario {

    @Override
    public String name() {
        return "none";
    }

    @Override
    public String trouble() {
        return "No fault";
    }

    @Override
    public Plan plan(RandomGenerator random, Setup setup, Duration load) {
        return Plan.of();
    }

    @Override
    public Tolerance tolerance() {
        return Tolerance.ofHarmedInstances().withStandstill(Duration.ofSeconds(10));
    }
}
