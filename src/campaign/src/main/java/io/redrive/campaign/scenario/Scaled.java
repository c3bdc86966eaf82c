package io.redrive.campaign.scenario;

import io.redrive.campaign.check.Tolerance;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A scenario at another rate, or for another time, than its own. */
public final class Scaled implements Scenario {

    private final Scenario scenario;
    private final @Nullable Integer perSecond;
    private final @Nullable Duration load;

    /**
     * Creates one.
     *
     * @param perSecond records per second, or null for those of the scenario
     * @param load for how long they are sent, or null for as long as the scenario says
     */
    public Scaled(Scenario scenario, @Nullable Integer perSecond, @Nullable Duration load) {
        this.scenario = scenario;
        this.perSecond = perSecond;
        this.load = load;
    }

    @Override
    public String name() {
        return scenario.name();
    }

    @Override
    public String trouble() {
        return scenario.trouble();
    }

    @Override
    public Setup setup(RandomGenerator random) {
        Setup setup = scenario.setup(random);
        return perSecond == null ? setup : setup.with(setup.traffic().at(perSecond));
    }

    @Override
    public void prepare(Stage stage) throws Exception {
        scenario.prepare(stage);
    }

    @Override
    public boolean awaitsInstances() {
        return scenario.awaitsInstances();
    }

    @Override
    public Duration load() {
        return load == null ? scenario.load() : load;
    }

    @Override
    public Plan plan(RandomGenerator random, Setup setup, Duration load) {
        return scenario.plan(random, setup, load);
    }

    @Override
    public Tolerance tolerance() {
        return scenario.tolerance();
    }
}
