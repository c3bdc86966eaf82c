package io.redrive.benchmarks;

import io.redrive.benchmarks.measure.Metric;
import io.redrive.benchmarks.trial.Findings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells how far everything is, and whether there is time for more. */
final class Progress {

    private final long startedAt = System.nanoTime();
    private final Duration budget;
    private final Map<String, Long> lastNanos = new HashMap<>();
    private final List<String> missing = new ArrayList<>();
    private long beganAt;
    private int percent;

    Progress(Duration budget) {
        this.budget = budget;
    }

    void say(String text) {
        System.err.printf("%5d s %3d %%  %s%n", (System.nanoTime() - startedAt) / 1_000_000_000, percent, text);
    }

    /** Notes that so many of all steps have been done. */
    void at(int step, int of) {
        percent = 100 * step / of;
    }

    /** Begins a run, unless it would not end in time. */
    boolean begin(String workload, String system) {
        beganAt = System.nanoTime();
        String run = workload + " " + system;
        if (beganAt - startedAt + lastNanos.getOrDefault(run, 0L) <= budget.toNanos()) {
            return true;
        }
        missing.add(run + " (no time left)");
        say("no time left for " + run);
        return false;
    }

    void end(Plan.Step step, String system, Findings findings) {
        lastNanos.put(step.trial().id() + " " + system, System.nanoTime() - beganAt);
        say("%s %d/%d %s: %s"
                .formatted(step.trial().id(), step.round(), step.of(), system, inShort(findings.metrics())));
    }

    void failed(String workload, String system, RuntimeException failure) {
        missing.add(workload + " " + system + " (failed)");
        say("failed: " + workload + " " + system);
        failure.printStackTrace();
    }

    /** The runs that have no result, and why. */
    List<String> missing() {
        return List.copyOf(missing);
    }

    private static String inShort(Map<Metric, Double> metrics) {
        return metrics.entrySet().stream()
                .filter(entry -> entry.getKey().comparable() || entry.getValue() > 0)
                .map(entry -> inShort(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String inShort(Metric metric, double value) {
        return metric.label() + String.format(Locale.ROOT, value < 100 ? " %.3g " : " %,.0f ", value) + metric.unit();
    }
}
