package io.redrive.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.benchmarks.measure.Metric;
import io.redrive.benchmarks.workload.Scale;
import io.redrive.benchmarks.workload.Workload;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTests {

    private static final List<Workload> WORKLOADS = List.of(Scale.storm(1000));

    private final Results results = new Results(List.of("raw", "redrive"));

    @Test
    void writesAnEntryForEachWorkloadSystemAndMetric() {
        add("raw", 1, 30_000, false);
        add("raw", 2, 40_000, false);

        JsonNode entries = JsonMapper.builder().build().readTree(JsonReport.render(WORKLOADS, results));

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

        JsonNode entries = JsonMapper.builder().build().readTree(JsonReport.render(WORKLOADS, results));

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

        String report = MarkdownReport.render("On a machine.", WORKLOADS, results);

        assertThat(report)
                .contains(
                        "## W1: storm, every record fails once (1,000 records, delay 1000 ms)",
                        "| system | rate, records/s |\n| --- | ---: |\n",
                        "| raw | 45,000 [40,000..50,000] |\n",
                        "| redrive (stopped in 1 round) | 15,005",
                        "| redrive / raw | 0.375 [0.000..0.750] |\n");
    }

    private void add(String system, int round, double rate, boolean stopped) {
        results.add(new Reading("W1", system, round, Map.of(Metric.RATE, rate, Metric.STOPPED, stopped ? 1.0 : 0.0)));
    }
}
