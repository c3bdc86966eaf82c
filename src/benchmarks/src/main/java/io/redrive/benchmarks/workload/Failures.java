package io.redrive.benchmarks.workload;

import java.time.Duration;

/** Which attempts fail. */
public sealed interface Failures {

    /** Every record succeeds at once. */
    record None() implements Failures {}

    /**
     * The first attempt of every record fails, the second succeeds.
     *
     * @param delay time between the two
     */
    record FirstAttempts(Duration delay) implements Failures {}
}
