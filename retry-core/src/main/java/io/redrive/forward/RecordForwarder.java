package io.redrive.forward;

/** Writes records to their next topic. */
public interface RecordForwarder {

    /**
     * Starts a forward and returns at once. {@link Outcome.Acknowledged} or {@link Outcome.Rejected} is reported exactly
     * once; {@link Outcome.Failing} at most once before.
     */
    void forward(Forward forward);
}
