package io.redrive.log;

/**
 * What is written about the failures of a listener.
 *
 * @param attempts lines about failed attempts that are followed by another
 * @param deadLetters lines about records that no attempt could process
 * @param messages whether lines contain the message of the failure; where they do not, they have no stack trace either
 * @param stackTraces whether lines about dead letters have the stack trace of the failure
 */
public record LogPolicy(LogAmount attempts, LogAmount deadLetters, boolean messages, boolean stackTraces) {

    /** Summarized, with messages and stack traces. */
    public static final LogPolicy USUAL = new LogPolicy(LogAmount.SUMMARIZED, LogAmount.SUMMARIZED, true, true);
}
