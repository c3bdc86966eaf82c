package io.redrive.forward;

/** What happened to a forward. */
public sealed interface Outcome {

    /** Returns the forward. */
    Forward forward();

    /** It is durable: acknowledged by all in-sync replicas. */
    record Acknowledged(Forward forward) implements Outcome {}

    /** It failed for the first time; it is sent again until it succeeds. */
    record Failing(Forward forward, Exception failure) implements Outcome {}

    /** The broker or the client will never accept it as it is; it is not sent again. */
    record Rejected(Forward forward, Exception failure) implements Outcome {}
}
