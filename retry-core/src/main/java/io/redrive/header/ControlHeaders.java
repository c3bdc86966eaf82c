package io.redrive.header;

/** What the control headers of a record on a retry topic say. */
public sealed interface ControlHeaders {

    /**
     * They can be followed.
     *
     * @param attempt number of the attempt that is due
     * @param dueAtMs instant before which it must not be made, in milliseconds since the epoch
     * @param firstTimestampMs timestamp of the record on the main topic
     */
    record Valid(int attempt, long dueAtMs, long firstTimestampMs) implements ControlHeaders {}

    /**
     * They cannot be followed.
     *
     * @param reason which header is wrong and how
     */
    record Malformed(String reason) implements ControlHeaders {}
}
