package io.redrive.sample.story;

/** Where an order stands. */
public enum OrderState {
    /** Neither settled nor dead yet. */
    OPEN,
    /** Paid and recorded. */
    SETTLED,
    /** In the dead-letter topic. */
    DEAD,
    /** Not confirmed by the broker. */
    NOT_PUBLISHED
}
