package io.redrive.benchmarks.measure;

import io.redrive.benchmarks.workload.Failures;
import io.redrive.benchmarks.workload.Workload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Tally} noted.
 *
 * @param ended records that succeeded, or failed for the last time
 * @param failed attempts that failed
 * @param start the first listener call
 * @param lastOfMain the last delivery of a record that never fails, or null when some were not delivered
 * @param end the last success or dead letter, or the stop of an incomplete run
 * @param lateness lateness of all first retries, of all second ones and so on, in microseconds
 * @param latency time from the send to the first delivery, in microseconds; of live workloads only
 * @param early redeliveries before the due time
 * @param duplicates deliveries of a record at an attempt it had been delivered at before
 * @param complete whether all records came to their end
 */
public record Run(
        int ended,
        int failed,
        Mark start,
        @Nullable Mark lastOfMain,
        Mark end,
        List<Percentiles> lateness,
        Percentiles latency,
        int early,
        int duplicates,
        boolean complete) {

    /** All retries together. */
    public Percentiles allLateness() {
        return Percentiles.union(lateness);
    }

    /** The metrics that say something about this workload; an incomplete run has a rate, but no total. */
    public Map<Metric, Double> metrics(Workload workload) {
        var metrics = new LinkedHashMap<Metric, Double>();
        if (!workload.live()) {
            addSpeed(metrics, workload.failures());
        }
        addMainFlow(metrics, workload);
        addLateness(metrics);
        if (!latency.isEmpty()) {
            metrics.put(Metric.LATENCY_P50, latency.at(50) / 1e3);
            metrics.put(Metric.LATENCY_P99, latency.at(99) / 1e3);
        }
        if (!workload.live() && ended > 0) {
            double cpu = end.cpuMicrosSince(start);
            metrics.put(Metric.CPU, cpu / ended);
            if (failed >= ended) {
                metrics.put(Metric.CPU_PER_FAILURE, cpu / failed);
            }
        }
        if (workload.failures().any()) {
            metrics.put(Metric.EARLY, (double) early);
        }
        metrics.put(Metric.DUPLICATES, (double) duplicates);
        metrics.put(Metric.STOPPED, complete ? 0.0 : 1.0);
        return metrics;
    }

    private void addSpeed(Map<Metric, Double> metrics, Failures failures) {
        double seconds = end.secondsSince(start);
        if (complete) {
            metrics.put(Metric.TOTAL, seconds);
        }
        if (complete && failures.any()) {
            metrics.put(Metric.BEYOND_DELAY, seconds - failures.allDelays().toNanos() / 1e9);
        }
        metrics.put(Metric.RATE, seconds > 0 ? ended / seconds : 0);
    }

    private void addMainFlow(Map<Metric, Double> metrics, Workload workload) {
        int main = workload.unaffected();
        if (lastOfMain != null && main < workload.records()) {
            metrics.put(Metric.MAIN_FLOW, main / lastOfMain.secondsSince(start));
        }
    }

    private void addLateness(Map<Metric, Double> metrics) {
        Percentiles all = allLateness();
        if (all.isEmpty()) {
            return;
        }
        metrics.put(Metric.LATENESS_P50, all.at(50) / 1e3);
        metrics.put(Metric.LATENESS_P99, all.at(99) / 1e3);
        metrics.put(Metric.LATENESS_MAX, all.at(100) / 1e3);
        for (int retry = 1; lateness.size() > 1 && retry <= lateness.size(); retry++) {
            Percentiles own = lateness.get(retry - 1);
            if (!own.isEmpty()) {
                metrics.put(Metric.latenessP99(retry), own.at(99) / 1e3);
            }
        }
    }
}
