package io.redrive.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Lets participants take turns on one thread. While one waits, the others run on top of its stack; when what it waits for
 * happens, whatever waits above it returns early, as a poll is free to do.
 */
final class Turns {

    private static final int MOST_STEPS = 2_000_000;

    private final SimulatedTime time;
    private final List<Participant> participants = new ArrayList<>();
    private final List<Wait> waits = new ArrayList<>();
    private int last;
    private int steps;

    Turns(SimulatedTime time) {
        this.time = time;
    }

    /** Something that runs for ever, a turn at a time. */
    abstract static class Participant {

        private boolean busy;

        abstract void turn();
    }

    private record Wait(long deadline, BooleanSupplier enough) {}

    void add(Participant participant) {
        participants.add(participant);
    }

    void remove(Participant participant) {
        participants.remove(participant);
    }

    int steps() {
        return steps;
    }

    /** Waits until {@code deadline}, or until there is enough, or until a wait further down has an end. */
    void await(long deadline, BooleanSupplier enough) {
        waits.add(new Wait(deadline, enough));
        try {
            while (!isOver()) {
                if (++steps > MOST_STEPS) {
                    throw new AssertionError("it does not come to an end");
                }
                Participant next = next();
                if (next == null) {
                    time.advance(earliestDeadline());
                } else {
                    next.busy = true;
                    try {
                        next.turn();
                    } finally {
                        next.busy = false;
                    }
                }
            }
        } finally {
            waits.remove(waits.size() - 1);
        }
    }

    private boolean isOver() {
        for (Wait wait : waits) {
            if (time.millis() >= wait.deadline() || wait.enough().getAsBoolean()) {
                return true;
            }
        }
        return false;
    }

    private long earliestDeadline() {
        long earliest = Long.MAX_VALUE;
        for (Wait wait : waits) {
            earliest = Math.min(earliest, wait.deadline());
        }
        return earliest;
    }

    private Participant next() {
        for (int i = 0; i < participants.size(); i++) {
            last = (last + 1) % participants.size();
            if (!participants.get(last).busy) {
                return participants.get(last);
            }
        }
        return null;
    }
}
