package io.redrive.benchmarks.report;

import io.redrive.benchmarks.measure.Metric;
import java.util.Map;

/**
 * What one system reached in one round of one workload.
 *
 * @param workload id of the workload
 * @param system name of the system
 * @param round number of the round
 * @param metrics all that was measured
 */
public record Reading(String workload, String system, int round, Map<Metric, Double> metrics) {

    public Reading {
        metrics = Map.copyOf(metrics);
    }
}
