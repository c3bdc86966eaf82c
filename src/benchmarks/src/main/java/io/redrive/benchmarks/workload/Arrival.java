package io.redrive.benchmarks.workload;

import java.time.Duration;

/** When the records of a workload are sent. */
public sealed interface Arrival {

    /** How long sending takes while the system under test runs. */
    Duration timeFor(int records);

    /** All are on the topic before the system starts. */
    record Preloaded() implements Arrival {

        @Override
        public Duration timeFor(int records) {
            return Duration.ZERO;
        }
    }

    /**
     * They are sent one by one while the system runs.
     *
     * @param perSecond records sent in a second
     */
    record Live(int perSecond) implements Arrival {

        @Override
        public Duration timeFor(int records) {
            return Duration.ofMillis(1000L * records / perSecond);
        }
    }
}
