package io.redrive.simulation;

/** Ends a participant wherever it is. An error, because the engine rightly survives exceptions. */
final class SimulatedCrash extends Error {

    private static final long serialVersionUID = 1L;

    SimulatedCrash() {
        super("crash", null, false, false);
    }
}
