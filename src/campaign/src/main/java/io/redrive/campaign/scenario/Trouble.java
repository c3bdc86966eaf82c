package io.redrive.campaign.scenario;

import io.redrive.campaign.check.Tolerance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** A scenario of brokers or network, put together of its parts. */
final class Trouble implements Scenario {

    private final String name;
    private final String trouble;
    private final Planner planner;
    private Tolerance tolerance = Tolerance.ofHarmedBrokers();
    private UnaryOperator<Setup> narrowing = UnaryOperator.identity();
    private Step.Act preparation = stage -> {};
    private Duration load = Duration.ofSeconds(25);
    private boolean awaitsInstances = true;

    Trouble(String name, String trouble, Planner planner) {
        this.name = name;
        this.trouble = trouble;
        this.planner = planner;
    }

    /** Plans steps; the same for the same random numbers. */
    @FunctionalInterface
    interface Planner {

        List<Step> plan(RandomGenerator random, Setup setup, Duration load);
    }

    /** Something that is made wrong, and made right again. */
    record Blow(String what, Step.Act begin, Step.Act end) {}

    /** Draws what a blow hits. */
    @FunctionalInterface
    interface Aim {

        Blow at(RandomGenerator random, Setup setup);
    }

    /** Returns a scenario in which something goes wrong some times, each time for a while. */
    static Trouble inSpells(String name, String trouble, int count, Duration shortest, Duration longest, Aim aim) {
        return new Trouble(name, trouble, (random, setup, load) -> {
            List<Step> steps = new ArrayList<>();
            for (Spell spell : Spell.draw(random, load, count, shortest, longest)) {
                Blow blow = aim.at(random, setup);
                steps.add(Step.at(spell.begin(), blow.what(), blow.begin()));
                steps.add(Step.at(spell.end(), "end of: " + blow.what(), blow.end()));
            }
            return steps;
        });
    }

    Trouble tolerating(Tolerance accepted) {
        tolerance = accepted;
        return this;
    }

    Trouble in(UnaryOperator<Setup> setup) {
        narrowing = setup;
        return this;
    }

    Trouble after(Step.Act first) {
        preparation = first;
        return this;
    }

    Trouble sending(Duration time) {
        load = time;
        return this;
    }

    Trouble withoutWaitingForInstances() {
        awaitsInstances = false;
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String trouble() {
        return trouble;
    }

    @Override
    public Setup setup(RandomGenerator random) {
        return narrowing.apply(Setup.draw(random).proxied());
    }

    @Override
    public void prepare(Stage stage) throws Exception {
        preparation.on(stage);
    }

    @Override
    public Plan plan(RandomGenerator random, Setup setup, Duration time) {
        return new Plan(planner.plan(random, setup, time));
    }

    @Override
    public Tolerance tolerance() {
        return tolerance;
    }

    @Override
    public Duration load() {
        return load;
    }

    @Override
    public boolean awaitsInstances() {
        return awaitsInstances;
    }
}
