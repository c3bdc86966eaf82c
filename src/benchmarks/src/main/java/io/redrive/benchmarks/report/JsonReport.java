package io.redrive.benchmarks.report;

import io.redrive.benchmarks.measure.Metric;
import io.redrive.benchmarks.trial.Trial;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The results for programs: a list with an entry for each workload, system and metric. */
public final class JsonReport {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private JsonReport() {}

    /** Renders the results; ratios are metrics like {@code rate / raw}, in the unit {@code ratio}. */
    public static String render(List<Trial> trials, Results results) {
        var entries = new ArrayList<Entry>();
        for (Trial trial : trials) {
            List<String> systems = results.systems(trial.id());
            for (Metric metric : results.metrics(trial.id())) {
                for (String system : systems) {
                    Summary summary = results.summary(trial.id(), system, metric);
                    add(entries, trial.id(), system, metric.label(), metric.unit(), summary);
                }
                for (Comparison pair : Comparison.among(systems)) {
                    Summary ratio = results.ratio(trial.id(), pair.system(), pair.reference(), metric);
                    add(entries, trial.id(), pair.system(), metric.label() + " / " + pair.reference(), "ratio", ratio);
                }
            }
        }
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(entries);
    }

    private static void add(
            List<Entry> entries,
            String workload,
            String system,
            String metric,
            String unit,
            @Nullable Summary summary) {
        if (summary != null) {
            entries.add(new Entry(
                    workload, system, metric, unit, summary.median(), summary.min(), summary.max(), summary.rounds()));
        }
    }

    private record Entry(
            String workload,
            String system,
            String metric,
            String unit,
            double median,
            double min,
            double max,
            int rounds) {}
}
