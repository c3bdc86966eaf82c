package io.redrive.benchmarks.contestant;

import io.redrive.benchmarks.workload.Workload;

/** A system that is measured. */
public interface Contestant {

    /** Name in reports and on the command line. */
    String name();

    /** Whether it can do what the workload asks for. */
    boolean takes(Workload workload);

    /** Starts a new instance, and returns when its consumers have their partitions. */
    Running start(Course course) throws InterruptedException;

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
