package io.redrive.route;

/** Where a failed record goes. */
public sealed interface Routing {

    /**
     * To a retry topic.
     *
     * @param level index of the retry topic in its chain
     * @param attempt number of the attempt that will be made there
     * @param dueAtMs instant before which that attempt must not be made, in milliseconds since the epoch
     */
    record RetryAt(int level, int attempt, long dueAtMs) implements Routing {}

    /**
     * To the dead-letter topic.
     *
     * @param reason why
     */
    record DeadLetter(DeadLetterReason reason) implements Routing {}

    /**
     * Nowhere: the listener has no dead-letter topic.
     *
     * @param reason why the record is given up
     */
    record Drop(DeadLetterReason reason) implements Routing {}
}
