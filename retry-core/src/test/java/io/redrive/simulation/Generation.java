package io.redrive.simulation;

/**
 * What can happen in a history. Each generation adds to the one before it with dice of its own, so that seeds which once
 * found a mistake go on to lead where they led.
 */
enum Generation {
    /** Groups that rebalance eagerly or cooperatively, one member of each instance, retry topics in one group. */
    FIRST,
    /** All of {@link Extras}. */
    SECOND
}
