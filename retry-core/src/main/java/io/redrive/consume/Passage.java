package io.redrive.consume;

import io.micrometer.observation.Observation;
import io.redrive.header.Diagnostics;
import io.redrive.route.Routing;
import org.jspecify.annotations.Nullable;

/**
 * The way of a record from where it lies to where it goes next.
 *
 * @param partition where it lies
 * @param routing where it goes
 * @param failedAtMs when the attempt failed, in milliseconds since the epoch
 * @param diagnostics what is told of the failure, or null for nothing
 * @param attempt what observed the attempt that failed, or null when nothing did
 */
record Passage(
        AssignedPartition partition,
        RawRecord raw,
        Routing routing,
        long failedAtMs,
        @Nullable Diagnostics diagnostics,
        @Nullable Observation attempt) {

    Passage to(Routing other, @Nullable Diagnostics told) {
        return new Passage(partition, raw, other, failedAtMs, told, attempt);
    }
}
