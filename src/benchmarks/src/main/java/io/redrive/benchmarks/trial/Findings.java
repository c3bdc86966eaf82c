package io.redrive.benchmarks.trial;

import io.redrive.benchmarks.measure.Metric;
import io.redrive.benchmarks.measure.Percentiles;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one run has shown.
 *
 * @param metrics what was measured, in the order of reports
 * @param lateness lateness of all retries, in microseconds; may be empty
 */
public record Findings(Map<Metric, Double> metrics, Percentiles lateness) {

    public Findings {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }

    /** Findings without retries. */
    static Findings of(Map<Metric, Double> metrics) {
        return new Findings(metrics, Percentiles.of(new long[0], 0));
    }
}
