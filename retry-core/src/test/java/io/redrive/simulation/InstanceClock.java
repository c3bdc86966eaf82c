package io.redrive.simulation;

import java.time.Instant;
import java.time.InstantSource;

/** The clock of one instance, which may be wrong, and be set. */
final class InstanceClock implements InstantSource {

    private final SimulatedTime time;
    private long aheadMs;

    InstanceClock(SimulatedTime time) {
        this.time = time;
    }

    void set(long ms) {
        aheadMs = ms;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public long millis() {
        return time.millis() + aheadMs;
    }
}
