package io.redrive.simulation;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that only moves when it is told to, and what happens at which instant. */
final class SimulatedTime implements InstantSource {

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::sequence));
    private long now = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private long sequence;

    private record Event(long at, long sequence, Runnable action) {}

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(now);
    }

    @Override
    public long millis() {
        return now;
    }

    void after(long delayMs, Runnable action) {
        events.add(new Event(now + delayMs, sequence++, action));
    }

    /** Moves on to the next event and lets it happen, or to {@code limit} when that is earlier. */
    void advance(long limit) {
        Event next = events.peek();
        if (next == null || next.at() > limit) {
            now = Math.max(now, limit);
            return;
        }
        events.remove();
        now = Math.max(now, next.at());
        next.action().run();
    }

    /** Lets time pass for one participant while the others stand still, as they do behind a slow processor. */
    void sleep(long millis) {
        long until = now + millis;
        while (now < until) {
            advance(until);
        }
    }
}
