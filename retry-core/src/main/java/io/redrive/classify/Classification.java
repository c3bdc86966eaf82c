package io.redrive.classify;

/** What a failure means for its record. */
public enum Classification {
    /** Another attempt may succeed. */
    RETRYABLE,
    /** No further attempt is worth making: the record goes to the dead-letter topic at once. */
    FATAL
}
