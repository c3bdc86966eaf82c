package io.redrive.campaign.scenario;

import io.redrive.campaign.check.Tolerance;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** A kind of trouble. What it draws from the random numbers it is given, it draws in the same order each time. */
public interface Scenario {

    /** Returns its name, such as {@code kill-leader}. */
    String name();

    /** Returns in a line what happens. */
    String trouble();

    /** Draws what the trouble is tried on. */
    default Setup setup(RandomGenerator random) {
        return Setup.draw(random);
    }

    /** Does what has to be done before the first instance starts. The main topic exists. */
    default void prepare(Stage stage) throws Exception {}

    /** Whether the load begins only when all instances have partitions. */
    default boolean awaitsInstances() {
        return true;
    }

    /** Returns for how long records are sent. */
    default Duration load() {
        return Duration.ofSeconds(20);
    }

    /**
     * Draws what happens.
     *
     * @param load for how long records are sent
     */
    Plan plan(RandomGenerator random, Setup setup, Duration load);

    /** Returns what the trouble excuses. */
    default Tolerance tolerance() {
        return Tolerance.ofHarmedInstances();
    }
}
