package io.redrive.simulation;

/** What everything in a history shares. */
record World(
        Plan plan,
        Chance chance,
        SimulatedTime time,
        Turns turns,
        SimulatedLog log,
        Faults faults,
        Judge judge,
        Trace trace) {}
