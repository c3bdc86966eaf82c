package io.redrive.benchmarks.measure;

import io.redrive.benchmarks.workload.Arrival;
import io.redrive.benchmarks.workload.Workload;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a {@link Tally} noted.
 *
 * @param succeeded records that succeeded
 * @param nanos time from the first listener call to the last success, or to the stop of an incomplete run
 * @param cpuNanos processor time of the JVM in that time
 * @param latenessMicros lateness of each redelivery
 * @param early redeliveries before the due time
 * @param duplicates deliveries of a record at an attempt it had been delivered at before
 * @param complete whether all records succeeded
 */
public record Run(
        int succeeded,
        long nanos,
        long cpuNanos,
        Percentiles latenessMicros,
        int early,
        int duplicates,
        boolean complete) {

    /** The metrics that say something about this workload; an incomplete run has a rate, but no total. */
    public Map<Metric, Double> metrics(Workload workload) {
        var metrics = new EnumMap<Metric, Double>(Metric.class);
        double seconds = nanos / 1e9;
        boolean live = workload.arrival() instanceof Arrival.Live;
        if (!live) {
            metrics.put(Metric.RATE, seconds > 0 ? succeeded / seconds : 0);
        }
        if (!live && complete) {
            metrics.put(Metric.TOTAL, seconds);
        }
        if (!live && complete && workload.fails()) {
            metrics.put(Metric.BEYOND_DELAY, seconds - workload.delay().toNanos() / 1e9);
        }
        if (!live && complete) {
            metrics.put(Metric.CPU, cpuNanos / 1e3 / succeeded);
        }
        if (!latenessMicros.isEmpty()) {
            metrics.put(Metric.LATENESS_P50, latenessMicros.at(50) / 1e3);
            metrics.put(Metric.LATENESS_P99, latenessMicros.at(99) / 1e3);
            metrics.put(Metric.LATENESS_MAX, latenessMicros.at(100) / 1e3);
        }
        if (workload.fails()) {
            metrics.put(Metric.EARLY, (double) early);
        }
        metrics.put(Metric.DUPLICATES, (double) duplicates);
        metrics.put(Metric.STOPPED, complete ? 0.0 : 1.0);
        return metrics;
    }
}
