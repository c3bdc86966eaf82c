package io.redrive.campaign.scenario;

import java.time.Duration;

/**
 * One thing that is done during a run.
 *
 * @param at when, from the begin of the load; later when the step before it takes longer
 * @param what what it is, for people
 * @param act does it
 */
public record Step(Duration at, String what, Act act) {

    /** Does something to a run. */
    @FunctionalInterface
    public interface Act {

        /** Does it, and returns when it is done. */
        void on(Stage stage) throws Exception;
    }

    /** Returns a step. */
    public static Step at(Duration at, String what, Act act) {
        return new Step(at, what, act);
    }
}
