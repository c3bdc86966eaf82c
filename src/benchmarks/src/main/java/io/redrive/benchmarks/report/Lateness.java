package io.redrive.benchmarks.report;

import io.redrive.benchmarks.measure.Percentiles;
import org.HdrHistogram.Histogram;

/** The lateness of all retries of a system in a workload, over all rounds, in microseconds. */
final class Lateness {

    private static final int DIGITS = 3;

    private final Histogram histogram = new Histogram(DIGITS);

    Lateness() {
        histogram.setAutoResize(true);
    }

    void add(Percentiles values) {
        // Early deliveries are counted elsewhere; here they are on time.
        values.forEach(value -> histogram.recordValue(Math.max(0, value)));
    }

    boolean isEmpty() {
        return histogram.getTotalCount() == 0;
    }

    double millisAt(double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1e3;
    }
}
