package io.redrive.consume;

/** What followed from an attempt. */
public enum AttemptOutcome {
    /** The listener ended without failure. */
    PROCESSED,
    /** It failed, and the record waits for its next attempt. */
    RETRIED,
    /** It failed, and the record is in its dead-letter topic, or stays there. */
    DEAD,
    /** It failed, and the listener has no dead-letter topic. */
    DROPPED,
    /** It failed, and no topic accepts the record. */
    PARKED
}
