package io.redrive.benchmarks.workload;

/** When the records of a workload are sent. */
public sealed interface Arrival {

    /** All are on the topic before the system starts. */
    record Preloaded() implements Arrival {}

    /**
     * They are sent one by one while the system runs.
     *
     * @param perSecond records sent in a second
     */
    record Live(double perSecond) implements Arrival {

        /** As fast as the broker takes them. */
        public static final double UNLIMITED = 1e9;
    }
}
