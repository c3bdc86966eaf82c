package io.redrive.forward;

/** What happened to a record, told to the consumer that it came from. */
public sealed interface Outcome {

    /** What a listener tells from whatever thread it runs on. */
    non-sealed interface OfListener extends Outcome {}

    /** What happened to a forward. */
    sealed interface OfForward extends Outcome {

        /** Returns the forward. */
        Forward forward();
    }

    /** It is durable: acknowledged by all in-sync replicas. */
    record Acknowledged(Forward forward) implements OfForward {}

    /** It failed for the first time; it is sent again until it succeeds. */
    record Failing(Forward forward, Exception failure) implements OfForward {}

    /** The broker or the client will never accept it as it is; it is not sent again. */
    record Rejected(Forward forward, Exception failure) implements OfForward {}

    /** It will not be sent: its record is no longer this consumer's, and whoever delivers it next decides anew. */
    record Undone(Forward forward) implements OfForward {}
}
