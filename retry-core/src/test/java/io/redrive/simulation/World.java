package io.redrive.simulation;

import io.redrive.forward.Outcomes;
import java.util.Map;

/** What everything in a history shares; of the two pairs of dice, the second one is for what {@link Extras} add. */
record World(
        Plan plan,
        Chance chance,
        Chance more,
        SimulatedTime time,
        Turns turns,
        SimulatedLog log,
        Faults faults,
        Judge judge,
        Trace trace,
        Map<Outcomes, UnderWay> underWay) {}
