package io.redrive.benchmarks.report;

import io.redrive.benchmarks.measure.Metric;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one system reached in one round of one workload.
 *
 * @param workload id of the workload
 * @param system name of the system
 * @param round number of the round
 * @param metrics all that was measured, in the order of reports
 */
public record Reading(String workload, String system, int round, Map<Metric, Double> metrics) {

    public Reading {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }

    boolean isOf(String workload, String system) {
        return this.workload.equals(workload) && this.system.equals(system);
    }
}
