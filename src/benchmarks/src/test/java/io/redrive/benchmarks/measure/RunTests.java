package io.redrive.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.benchmarks.workload.Scale;
import io.redrive.benchmarks.workload.Workload;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunTests {

    private static final Workload STORM = Scale.storm(1000);

    @Test
    void derivesTheMetricsOfACompleteRun() {
        var run = new Run(1000, 2_000_000_000L, 10_000_000L, Percentiles.of(new long[] {1500}, 1), 0, 3, true);

        assertThat(run.metrics(STORM))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        Metric.TOTAL, 2.0,
                        Metric.BEYOND_DELAY, 1.0,
                        Metric.RATE, 500.0,
                        Metric.LATENESS_P50, 1.5,
                        Metric.LATENESS_P99, 1.5,
                        Metric.LATENESS_MAX, 1.5,
                        Metric.CPU, 10.0,
                        Metric.EARLY, 0.0,
                        Metric.DUPLICATES, 3.0,
                        Metric.STOPPED, 0.0));
    }

    @Test
    void givesOnlyTheRateOfARunThatWasStopped() {
        var run = new Run(100, 2_000_000_000L, 10_000_000L, Percentiles.of(new long[0], 0), 0, 0, false);

        assertThat(run.metrics(STORM))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        Metric.RATE, 50.0,
                        Metric.EARLY, 0.0,
                        Metric.DUPLICATES, 0.0,
                        Metric.STOPPED, 1.0));
    }
}
