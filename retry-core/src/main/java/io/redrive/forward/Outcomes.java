package io.redrive.forward;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Carries things from other threads to one consumer thread: the only thing they share. */
public final class Outcomes {

    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    private final Parking parking;
    private volatile @Nullable Thread waiting;

    /** How a thread waits and is woken up; replaced where time is virtual. */
    @FunctionalInterface
    public interface Parking {

        /** Returns after {@code nanos}, or earlier. */
        void park(long nanos);

        /** Has {@link #park} of a thread, or its next one, return; any thread. */
        default void unpark(Thread thread) {
            LockSupport.unpark(thread);
        }
    }

    /** Creates a queue on which threads wait in real time. */
    public Outcomes() {
        this(LockSupport::parkNanos);
    }

    /** Creates a queue on which threads wait by {@code parking}. */
    public Outcomes(Parking parking) {
        this.parking = parking;
    }

    /** Adds an outcome; any thread. */
    public void add(Outcome outcome) {
        outcomes.add(outcome);
        Thread thread = waiting;
        if (thread != null) {
            parking.unpark(thread);
        }
    }

    /** Removes and returns the next outcome, or null when there is none; consumer thread only. */
    public @Nullable Outcome poll() {
        return outcomes.poll();
    }

    /** Waits until there is an outcome, at most {@code millis}; may return earlier. Consumer thread only. */
    public void await(long millis) {
        waiting = Thread.currentThread();
        try {
            if (outcomes.isEmpty() && millis > 0) {
                parking.park(TimeUnit.MILLISECONDS.toNanos(millis));
            }
        } finally {
            waiting = null;
        }
    }
}
