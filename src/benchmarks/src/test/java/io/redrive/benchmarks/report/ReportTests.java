package io.redrive.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.benchmarks.measure.Metric;
import io.redrive.benchmarks.measure.Percentiles;
import io.redrive.benchmarks.trial.DeliveryTrial;
import io.redrive.benchmarks.trial.Trial;
import io.redrive.benchmarks.workload.Arrival;
import io.redrive.benchmarks.workload.Failures;
import io.redrive.benchmarks.workload.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTests {

    private static final List<Trial> TRIALS = List.of(
            new DeliveryTrial(new Workload("W1", "storm", 1000, Failures.none(), new Arrival.Preloaded())),
            new DeliveryTrial(new Workload("W2", "not run", 1000, Failures.none(), new Arrival.Preloaded())));

    private final Results results = new Results(List.of("raw", "redrive"));

    @Test
    void writesAnEntryForEachWorkloadSystemAndMetric() {
        add("raw", 1, 30_000, false);
        add("raw", 2, 40_000, false);

        JsonNode entries = JsonMapper.builder().build().readTree(JsonReport.render(TRIALS, results));

        assertThat(entries.size()).isEqualTo(2);
        assertThat(entries.get(0).propertyNames())
                .containsExactly("workload", "system", "metric", "unit", "median", "min", "max", "rounds");
        assertThat(entries.get(0).toString())
                .isEqualTo("{\"workload\":\"W1\",\"system\":\"raw\",\"metric\":\"rate\",\"unit\":\"records/s\","
                        + "\"median\":35000.0,\"min\":30000.0,\"max\":40000.0,\"rounds\":2}");
        assertThat(entries.get(1).get("metric").asString()).isEqualTo("stopped");
    }

    @Test
    void writesRatiosAsMetrics() {
        add("raw", 1, 40_000, false);
        add("redrive", 1, 30_000, false);

        JsonNode entries = JsonMapper.builder().build().readTree(JsonReport.render(TRIALS, results));

        assertThat(entries.get(2).toString())
                .isEqualTo("{\"workload\":\"W1\",\"system\":\"redrive\",\"metric\":\"rate / raw\",\"unit\":\"ratio\","
                        + "\"median\":0.75,\"min\":0.75,\"max\":0.75,\"rounds\":1}");
    }

    @Test
    void drawsATableOfValuesAndOneOfRatios() {
        add("raw", 1, 40_000, false);
        add("raw", 2, 50_000, false);
        add("redrive", 1, 30_000, false);
        add("redrive", 2, 10, true);

        String report = MarkdownReport.render("On a machine.", TRIALS, results);

        assertThat(report)
                .contains(
                        "## W1: storm (1,000 records)",
                        "| system | rate, records/s |\n| --- | ---: |\n",
                        "| raw | 45,000 [40,000..50,000] |\n",
                        "| redrive (stopped in 1 round) | 15,005",
                        "| redrive / raw | 0.375 [0.000..0.750] |\n")
                .doesNotContain("W2");
    }

    @Test
    void drawsAChartForEveryKindOfResult(@TempDir Path directory) throws IOException {
        for (String workload : List.of("W1", "W3", "W5", "W7")) {
            results.add(new Reading(
                    workload,
                    "redrive",
                    1,
                    Map.of(Metric.RATE, 70_000.0, Metric.MAIN_FLOW, 5.0, Metric.CPU_PER_FAILURE, 0.1)));
            results.addLateness(workload, "redrive", Percentiles.of(new long[] {-5, 700, 90_000}, 3));
        }

        Charts.draw(results, directory);

        for (String chart : List.of("throughput.png", "cost-per-failure.png", "lateness.png")) {
            assertThat(ImageIO.read(directory.resolve(chart).toFile()).getWidth())
                    .isEqualTo(900);
        }
    }

    private void add(String system, int round, double rate, boolean stopped) {
        var metrics = new LinkedHashMap<Metric, Double>();
        metrics.put(Metric.RATE, rate);
        metrics.put(Metric.STOPPED, stopped ? 1.0 : 0.0);
        results.add(new Reading("W1", system, round, metrics));
    }
}
