package io.redrive.consume;

import io.redrive.route.DeadLetterReason;

/** Counts what becomes of the records of one listener. Thread-safe; called for every record, so it must not allocate. Not API. */
public interface RetryMetrics {

    /** Nobody counts. */
    RetryMetrics NONE = new RetryMetrics() {
        @Override
        public void attempted(TopicRole role, AttemptOutcome outcome) {}

        @Override
        public void triedInPlace() {}

        @Override
        public void deadLettered(DeadLetterReason reason) {}

        @Override
        public void retried(long lateMs) {}

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public void forwarded(TopicRole to, long startedNanos) {}

        @Override
        public void forwardFailed() {}

        @Override
        public void deleted(long records) {}
    };

    /** Makes what counts for the listeners of an application. */
    @FunctionalInterface
    interface Source {

        /** Nobody counts. */
        Source NONE = (listenerId, holdings) -> RetryMetrics.NONE;

        /**
         * Returns what counts for a listener; called once for each.
         *
         * @param holdings what its consumers hold at any moment
         */
        RetryMetrics of(String listenerId, Holdings holdings);
    }

    /**
     * An attempt has ended, and what follows from it is durable.
     *
     * @param role what the topic is for that the record was delivered from
     */
    void attempted(TopicRole role, AttemptOutcome outcome);

    /** A listener is to be called again in place, as part of the same attempt. */
    void triedInPlace();

    /** A record is in a dead-letter topic. */
    void deadLettered(DeadLetterReason reason);

    /**
     * The listener is called with a record of a retry topic.
     *
     * @param lateMs time since it was due, in milliseconds
     */
    void retried(long lateMs);

    /** Returns a reading of the clock that forwards are measured with, in nanoseconds. */
    long nanoTime();

    /**
     * A forward was acknowledged.
     *
     * @param to what its topic is for
     * @param startedNanos {@link #nanoTime()} when it began
     */
    void forwarded(TopicRole to, long startedNanos);

    /** A send of a forward failed, for the first time or again. */
    void forwardFailed();

    /** Records were deleted from a retry or dead-letter topic before they were delivered; this many at most. */
    void deleted(long records);
}
