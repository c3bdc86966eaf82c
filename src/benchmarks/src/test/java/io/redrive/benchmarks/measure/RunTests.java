package io.redrive.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.redrive.benchmarks.workload.Arrival;
import io.redrive.benchmarks.workload.Failing;
import io.redrive.benchmarks.workload.Failures;
import io.redrive.benchmarks.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunTests {

    private static final Percentiles NONE = Percentiles.of(new long[0], 0);
    private static final Mark START = new Mark(1_000_000_000, 5_000_000);
    private static final Mark END = new Mark(3_000_000_000L, 15_000_000);

    @Test
    void derivesTheMetricsOfACompleteRun() {
        var run = new Run(1000, 1000, START, null, END, List.of(late(1500)), NONE, 0, 3, true);

        assertThat(run.metrics(storm()))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        entry(Metric.TOTAL, 2.0),
                        entry(Metric.BEYOND_DELAY, 1.0),
                        entry(Metric.RATE, 500.0),
                        entry(Metric.LATENESS_P50, 1.5),
                        entry(Metric.LATENESS_P99, 1.5),
                        entry(Metric.LATENESS_MAX, 1.5),
                        entry(Metric.CPU, 10.0),
                        entry(Metric.CPU_PER_FAILURE, 10.0),
                        entry(Metric.EARLY, 0.0),
                        entry(Metric.DUPLICATES, 3.0),
                        entry(Metric.STOPPED, 0.0)));
    }

    @Test
    void givesNoTimesOfARunThatWasStopped() {
        var run = new Run(100, 200, START, null, END, List.of(NONE), NONE, 0, 0, false);

        assertThat(run.metrics(storm()))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        Metric.RATE, 50.0,
                        Metric.CPU, 100.0,
                        Metric.CPU_PER_FAILURE, 50.0,
                        Metric.EARLY, 0.0,
                        Metric.DUPLICATES, 0.0,
                        Metric.STOPPED, 1.0));
    }

    @Test
    void takesEachRetryForItself() {
        var failures = new Failures(new Failing.Everyone(), 2, 3, Duration.ofMillis(500), 2);
        var run = new Run(1, 2, START, null, END, List.of(late(1000), late(9000)), NONE, 0, 0, true);

        assertThat(run.metrics(workload(1, failures)))
                .containsEntry(Metric.latenessP99(1), 1.0)
                .containsEntry(Metric.latenessP99(2), 9.0)
                .containsEntry(Metric.LATENESS_P50, 1.0)
                .containsEntry(Metric.BEYOND_DELAY, 0.5);
    }

    @Test
    void givesTheRateOfTheRecordsThatNeverFail() {
        var failures = Failures.once(new Failing.OnPartition(0), Duration.ofSeconds(1));
        var last = new Mark(2_000_000_000, 0);

        var run = new Run(600, 100, START, last, END, List.of(late(1)), NONE, 0, 0, true);

        assertThat(run.metrics(workload(600, failures)))
                .containsEntry(Metric.MAIN_FLOW, 500.0)
                .doesNotContainKey(Metric.CPU_PER_FAILURE);
    }

    private static Percentiles late(long micros) {
        return Percentiles.of(new long[] {micros}, 1);
    }

    private static Workload storm() {
        return workload(1000, Failures.once(new Failing.Everyone(), Duration.ofSeconds(1)));
    }

    private static Workload workload(int records, Failures failures) {
        return new Workload("W1", "test", records, failures, new Arrival.Preloaded());
    }
}
