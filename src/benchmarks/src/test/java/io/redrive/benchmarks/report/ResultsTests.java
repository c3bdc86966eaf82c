package io.redrive.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.benchmarks.measure.Metric;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultsTests {

    private final Results results = new Results(List.of("raw", "redrive"));

    @Test
    void comparesEachRoundWithItsOwnReference() {
        add("raw", 1, 100);
        add("redrive", 1, 50);
        add("raw", 2, 10);
        add("redrive", 2, 8);
        add("raw", 3, 1);
        add("redrive", 3, 1);

        Summary ratio = results.ratio("W1", "redrive", "raw", Metric.RATE);

        assertThat(ratio).isEqualTo(new Summary(0.8, 0.5, 1, 3, null));
    }

    @Test
    void leavesOutRoundsThatMissOneSide() {
        add("raw", 1, 100);
        add("redrive", 1, 50);
        add("redrive", 2, 8);
        add("raw", 3, 0);
        add("redrive", 3, 8);

        Summary ratio = results.ratio("W1", "redrive", "raw", Metric.RATE);

        assertThat(ratio).isEqualTo(new Summary(0.5, 0.5, 0.5, 1, null));
    }

    @Test
    void comparesNoCounts() {
        results.add(new Reading("W1", "raw", 1, Map.of(Metric.DUPLICATES, 1.0)));
        results.add(new Reading("W1", "redrive", 1, Map.of(Metric.DUPLICATES, 2.0)));

        assertThat(results.ratio("W1", "redrive", "raw", Metric.DUPLICATES)).isNull();
    }

    @Test
    void namesTheSystemsOfAWorkloadInTheGivenOrder() {
        add("redrive", 1, 1);
        add("raw", 1, 1);

        assertThat(results.systems("W1")).containsExactly("raw", "redrive");
        assertThat(results.systems("W2")).isEmpty();
    }

    @Test
    void comparesBothLayoutsWithEverySystem() {
        assertThat(Comparison.among(List.of("raw", "plain", "redrive", "redrive-per-topic")))
                .containsExactly(
                        new Comparison("redrive", "raw"),
                        new Comparison("redrive", "plain"),
                        new Comparison("redrive-per-topic", "raw"),
                        new Comparison("redrive-per-topic", "plain"));
    }

    private void add(String system, int round, double rate) {
        results.add(new Reading("W1", system, round, Map.of(Metric.RATE, rate)));
    }
}
