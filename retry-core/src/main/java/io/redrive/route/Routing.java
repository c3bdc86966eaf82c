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
     * To a dead-letter topic.
     *
     * @param reason why
     * @param text the same with what the listener said, for headers and logs
     * @param topic index of the dead-letter topic in its chain
     */
    record DeadLetter(DeadLetterReason reason, String text, int topic) implements Routing {

        /** Creates one of which there is no more to say, to the dead-letter topic of records that have none of their own. */
        public DeadLetter(DeadLetterReason reason) {
            this(reason, 0);
        }

        /** Creates one of which there is no more to say. */
        public DeadLetter(DeadLetterReason reason, int topic) {
            this(reason, reason.code(), topic);
        }
    }

    /**
     * Nowhere: the listener has no dead-letter topic.
     *
     * @param reason why the record is given up
     * @param text the same with what the listener said, for logs
     */
    record Drop(DeadLetterReason reason, String text) implements Routing {

        /** Creates one of which there is no more to say. */
        public Drop(DeadLetterReason reason) {
            this(reason, reason.code());
        }
    }
}
