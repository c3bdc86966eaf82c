package io.redrive.benchmarks.report;

import io.redrive.benchmarks.measure.Metric;
import io.redrive.benchmarks.trial.Trial;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The results for people: for each workload a table of what was measured and one of the ratios. */
public final class MarkdownReport {

    private MarkdownReport() {}

    /**
     * Renders the results.
     *
     * @param conditions what was measured on, in one line
     */
    public static String render(String conditions, List<Trial> trials, Results results) {
        return trials.stream()
                .filter(trial -> !results.systems(trial.id()).isEmpty())
                .map(trial -> section(trial, results))
                .collect(Collectors.joining(
                        "\n",
                        "# Benchmark results\n\n" + conditions
                                + "\n\nCells are the median of all rounds [min..max].\n\n",
                        ""));
    }

    private static String section(Trial trial, Results results) {
        List<String> systems = results.systems(trial.id());
        List<Metric> metrics = results.metrics(trial.id()).stream()
                .filter(metric -> !metric.equals(Metric.STOPPED))
                .toList();
        var text = new StringBuilder("## " + trial.heading() + "\n\n");
        text.append(header("system", metrics, true));
        for (String system : systems) {
            text.append(row(
                    system + stopped(results.stopped(trial.id(), system)),
                    metrics,
                    metric -> results.summary(trial.id(), system, metric),
                    false));
        }
        List<Comparison> comparisons = Comparison.among(systems);
        List<Metric> comparable = metrics.stream().filter(Metric::comparable).toList();
        if (!comparisons.isEmpty()) {
            text.append(
                    "\nRatios, round by round (in braces the 95 % interval of the median, from five rounds on):\n\n");
            text.append(header("ratio", comparable, false));
            for (Comparison pair : comparisons) {
                text.append(row(
                        pair.toString(),
                        comparable,
                        metric -> results.ratio(trial.id(), pair.system(), pair.reference(), metric),
                        true));
            }
        }
        return text.toString();
    }

    private static String stopped(long rounds) {
        return rounds == 0 ? "" : " (stopped in " + rounds + (rounds == 1 ? " round)" : " rounds)");
    }

    private static String header(String first, List<Metric> metrics, boolean units) {
        String names = metrics.stream()
                .map(metric -> units ? withUnit(metric) : metric.label())
                .collect(Collectors.joining(" | ", "| " + first + " | ", " |\n"));
        return names + "| --- |" + " ---: |".repeat(metrics.size()) + "\n";
    }

    private static String withUnit(Metric metric) {
        return metric.label().equals(metric.unit()) ? metric.label() : metric.label() + ", " + metric.unit();
    }

    private static String row(String first, List<Metric> metrics, Cells cells, boolean interval) {
        return metrics.stream()
                .map(metric -> cell(metric, cells.of(metric), interval))
                .collect(Collectors.joining(" | ", "| " + first + " | ", " |\n"));
    }

    private static String cell(Metric metric, @Nullable Summary summary, boolean interval) {
        if (summary == null) {
            return "-";
        }
        String median = number(metric, summary.median());
        if (summary.min() == summary.max()) {
            return median;
        }
        String range = median + " [" + number(metric, summary.min()) + ".." + number(metric, summary.max()) + "]";
        Summary.Interval of95 = summary.interval();
        return interval && of95 != null
                ? range + " {" + number(metric, of95.low()) + ".." + number(metric, of95.high()) + "}"
                : range;
    }

    /** Three significant digits of what is measured, all of what is counted. */
    private static String number(Metric metric, double value) {
        double size = Math.abs(value);
        if (!metric.comparable() || size >= 100) {
            return String.format(Locale.ROOT, "%,d", Math.round(value));
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
    }

    private interface Cells {

        @Nullable
        Summary of(Metric metric);
    }
}
