package io.redrive.log;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is moved. */
final class MovableClock implements InstantSource {

    private long millis;

    MovableClock(long millis) {
        this.millis = millis;
    }

    void move(long byMillis) {
        millis += byMillis;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis);
    }
}
