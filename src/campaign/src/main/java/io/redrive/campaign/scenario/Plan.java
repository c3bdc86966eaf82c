package io.redrive.campaign.scenario;

import java.util.List;

/**
 * Everything that is done during a run. What it leaves broken is put right after it.
 *
 * @param steps in the order of their times
 */
public record Plan(List<Step> steps) {

    public Plan {
        steps = List.copyOf(steps);
    }

    /** Returns a plan. */
    public static Plan of(Step... steps) {
        return new Plan(List.of(steps));
    }
}
