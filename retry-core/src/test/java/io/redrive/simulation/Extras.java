package io.redrive.simulation;

/**
 * What the second generation adds to the plan of a history.
 *
 * @param protocol how members learn what they own
 * @param topicsApart whether each retry topic has a group and containers of its own
 * @param members how many containers each instance has in each group
 * @param clockSpreadMs how far from the true time the clock of an instance can be, either way
 * @param clockSteps how often one of the clocks is set
 * @param seeks how often the application goes back
 * @param pauses how often it pauses a partition
 * @param lateWrites probability that a forward that has failed is written all the same, later
 * @param large probability that a record is large
 */
record Extras(
        Protocol protocol,
        boolean topicsApart,
        int members,
        long clockSpreadMs,
        int clockSteps,
        int seeks,
        int pauses,
        double lateWrites,
        double large) {

    /** How long it takes at most until such a write arrives. */
    static final long LATE_MS = 20_000;

    /** Larger than a third of the least that a partition may keep in memory. */
    static final int LARGE_BYTES = 30_000;

    /** How the members of a group learn what they own. */
    enum Protocol {
        /** Everybody gives up everything. */
        EAGER,
        /** Members give up what others are to have, all of it at once. */
        COOPERATIVE,
        /** Members hear of one partition at a time, and stop to fetch one before they tell the application. */
        INCREMENTAL
    }

    static Extras none(boolean cooperative) {
        return new Extras(cooperative ? Protocol.COOPERATIVE : Protocol.EAGER, false, 1, 0, 0, 0, 0, 0, 0);
    }

    static Extras draw(Chance dice, Plan plan) {
        boolean calm = plan.kind == Plan.Kind.CALM;
        Extras none = none(plan.cooperative);
        // Whether it was too late depends on the instant at which the engine is told, which is known of these only.
        boolean clocks = !calm && (plan.timeout == null || plan.listeners.arePrompt()) && dice.of(0.4);
        return new Extras(
                !calm && dice.of(0.35) ? Protocol.INCREMENTAL : none.protocol,
                dice.of(0.5),
                dice.of(0.3) ? 2 : 1,
                clocks ? dice.pick(50, 5_000, 240_000, 3_600_000) : 0,
                clocks ? dice.upTo(4) : 0,
                plan.kind == Plan.Kind.ROUGH && dice.of(0.3) ? dice.between(1, 4) : 0,
                !calm && dice.of(0.3) ? dice.between(1, 4) : 0,
                plan.kind == Plan.Kind.ROUGH && dice.of(0.4) ? 0.3 : 0,
                !calm && dice.of(0.2) ? 0.4 : 0);
    }
}
