package io.redrive.simulation;

/** How the members of a group are brought to own what they are to own. */
interface Reconciliation {

    /** Whether a member may be told anything at this moment. */
    boolean reaches(SimulatedConsumer member);

    /** Whether a member would be told something when it is reached. Depends on nothing but the group and its members. */
    boolean hasNewsFor(SimulatedConsumer member);

    /** Tells a member, which the group knows, what has become of its partitions, from within its poll. */
    void tell(SimulatedConsumer member);
}
