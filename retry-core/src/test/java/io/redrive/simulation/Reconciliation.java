package io.redrive.simulation;

/** How the members of a group are brought to own what they are to own. */
interface Reconciliation {

    /** Whether a member would be told something if it asked now. */
    boolean hasNewsFor(SimulatedConsumer member);

    /** Tells a member, which the group knows, what has become of its partitions, from within its poll. */
    void tell(SimulatedConsumer member);
}
