package io.redrive.simulation;

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
        Trace trace) {}
