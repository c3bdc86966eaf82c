package io.redrive.benchmarks.report;

import io.redrive.benchmarks.measure.Metric;
import org.jspecify.annotations.Nullable;

/** What a bar is about. */
@FunctionalInterface
interface Quantity {

    /** Its value in all rounds, or null when it was not measured. */
    @Nullable
    Summary in(Results results);

    /** What was measured of a system. */
    static Quantity value(String workload, String system, Metric metric) {
        return results -> results.summary(workload, system, metric);
    }

    /** The same by that of another system. */
    static Quantity ratio(String workload, String system, String reference, Metric metric) {
        return results -> results.ratio(workload, system, reference, metric);
    }

    /** The same less that of another system. */
    static Quantity difference(String workload, String system, String reference, Metric metric) {
        return results -> results.difference(workload, system, reference, metric);
    }
}
