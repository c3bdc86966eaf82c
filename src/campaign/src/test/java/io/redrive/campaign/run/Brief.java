package io.redrive.campaign.run;

import io.redrive.campaign.check.Tolerance;
import io.redrive.campaign.load.Traffic;
import io.redrive.campaign.scenario.Plan;
import io.redrive.campaign.scenario.Scenario;
import io.redrive.campaign.scenario.Setup;
import io.redrive.campaign.scenario.Stage;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * A scenario in short, with fewer records and two instances. Records may stand still for longer: how fast a machine is that builds
 * something else at the same time, is not to be found out here.
 */
record Brief(Scenario whole) implements Scenario {

    private static final int PER_SECOND = 100;

    @Override
    public String name() {
        return whole.name();
    }

    @Override
    public String trouble() {
        return whole.trouble();
    }

    @Override
    public Setup setup(RandomGenerator random) {
        return whole.setup(random).withInstances(2).with(Traffic.usual().at(PER_SECOND));
    }

    @Override
    public void prepare(Stage stage) throws Exception {
        whole.prepare(stage);
    }

    @Override
    public boolean awaitsInstances() {
        return whole.awaitsInstances();
    }

    @Override
    public Duration load() {
        return Duration.ofSeconds(12);
    }

    @Override
    public Plan plan(RandomGenerator random, Setup setup, Duration load) {
        return whole.plan(random, setup, load);
    }

    @Override
    public Tolerance tolerance() {
        return whole.tolerance().withStandstill(Duration.ofSeconds(90));
    }
}
