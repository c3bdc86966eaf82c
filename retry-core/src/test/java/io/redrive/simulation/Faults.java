package io.redrive.simulation;

/** Decides when something goes wrong, and counts what may make a record be delivered again. */
final class Faults {

    private static final int MOST_EXCUSES = 100;

    private final Plan plan;
    private final Chance chance;
    private final Chance more;
    private final double rate;
    private final double forwardRate;
    private boolean quiet;
    private int excuses;

    Faults(Plan plan, Chance chance, Chance more) {
        this.plan = plan;
        this.chance = chance;
        this.more = more;
        this.rate = plan.kind == Plan.Kind.ROUGH ? chance.pick(0, 1, 5, 20) / 100.0 : 0;
        this.forwardRate = plan.kind == Plan.Kind.CALM ? 0 : chance.pick(0, 0, 5, 20) / 100.0;
    }

    /** From now on nothing goes wrong any more. */
    void cease() {
        quiet = true;
    }

    boolean areOver() {
        return quiet;
    }

    /** Notes that something has happened after which records may be delivered again. */
    void excuse() {
        excuses++;
    }

    boolean excuseRepeats() {
        return excuses > 0;
    }

    boolean commitFails() {
        return excusing(rate);
    }

    boolean committedOffsetsCannotBeRead() {
        return excusing(rate / 5);
    }

    boolean appliedAnyway() {
        return chance.of(0.5);
    }

    boolean crashes() {
        return excusing(rate / 50);
    }

    boolean acknowledgementIsLost() {
        return excusing(rate);
    }

    /** Fails once, to succeed soon: what settles waits for that. */
    boolean forwardFails() {
        return !quiet && chance.of(forwardRate);
    }

    /** A wake-up is no fault: containers use it to stop and to pause. */
    boolean wakesUp() {
        return !quiet && plan.kind != Plan.Kind.CALM && chance.of(0.02);
    }

    long latencyMs() {
        return chance.upTo(plan.latencyMs);
    }

    long listenerMs() {
        return quiet || plan.kind == Plan.Kind.CALM || !chance.of(0.1) ? 0 : chance.upTo(100L);
    }

    /** Whether what has failed arrives all the same, when it was sent again already. */
    boolean isWrittenLate() {
        return excusing(more, plan.extras.lateWrites());
    }

    private boolean excusing(double probability) {
        return excusing(chance, probability);
    }

    private boolean excusing(Chance dice, double probability) {
        // Copies make copies: without a bound some histories would not end within the patience of a build.
        if (quiet || excuses >= MOST_EXCUSES || !dice.of(probability)) {
            return false;
        }
        excuse();
        return true;
    }
}
