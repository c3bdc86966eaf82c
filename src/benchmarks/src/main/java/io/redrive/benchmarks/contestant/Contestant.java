package io.redrive.benchmarks.contestant;

/** A system that is measured. */
public interface Contestant {

    /** Name in reports and on the command line. */
    String name();

    /** What kind of system it is. */
    Kind kind();

    /** Starts a new instance, and returns when its consumers have their partitions. */
    Running start(Course course) throws InterruptedException;

    /** What can be asked of a system, and what it is there for. */
    enum Kind {
        /** Kafka's clients alone: the limit. It knows single listeners only. */
        LIMIT,
        /** No retries: the other limit. */
        WITHOUT_RETRIES,
        /** The system that is to be shown. */
        REDRIVE,
        /** What it is compared with. */
        ALTERNATIVE
    }

    /** An instance that consumes. */
    interface Running extends AutoCloseable {

        /**
         * Stops consuming, commits, and returns when nothing of the instance is left.
         *
         * @throws IllegalStateException when the instance had broken down
         */
        @Override
        void close();
    }
}
