package io.redrive.campaign.scenario;

import io.redrive.campaign.check.Tolerance;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A scenario at another rate, for another time, or with other records, than its own. */
public final class Scaled implements Scenario {

    private final Scenario scenario;
    private final @Nullable Integer perSecond;
    private final @Nullable Duration load;
    private final @Nullable Integer failing;

    /**
     * Creates one.
     *
     * @param perSecond records per second, or null for those of the scenario
     * @param load for how long they are sent, or null for as long as the scenario says
     * @param failing how many of a hundred records fail, or null for as many as the scenario says
     */
    public Scaled(Scenario scenario, @Nullable Integer perSecond, @Nullable Duration load, @Nullable Integer failing) {
        this.scenario = scenario;
        this.perSecond = perSecond;
        this.load = load;
        this.failing = failing;
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
        if (perSecond != null) {
            setup = setup.with(setup.traffic().at(perSecond));
        }
        return failing == null ? setup : setup.with(setup.traffic().withFailing(failing));
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
