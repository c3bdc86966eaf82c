package io.redrive.log;

/** How many of the lines of a kind are written. */
public enum LogAmount {
    /** A few per type of failure and time; then how many were left out. */
    SUMMARIZED,
    /** One for each. */
    ALL,
    /** None. */
    OFF
}
