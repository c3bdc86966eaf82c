package io.redrive.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.benchmarks.measure.Metric;
import io.redrive.benchmarks.report.Bar.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BarsTests {

    private final Results results = new Results(List.of("raw", "redrive"));
    private int round;

    @Test
    void holdsTheMedianOfTheRatiosOfEachRoundAgainstTheLimit() {
        addRates(100, 200);
        addRates(100, 210);
        addRates(10, 90);

        assertThat(rate(2.1).judge(results)).isEqualTo(Outcome.MET);
        assertThat(rate(2.2).judge(results)).isEqualTo(Outcome.MISSED);
    }

    @Test
    void allowsNoExceptionWhereNoneIsAllowed() {
        Bar bar = Bar.neverAbove(0, "W1", "redrive", "early", Quantity.value("W1", "redrive", Metric.EARLY));
        add("redrive", 1, Metric.EARLY, 0);
        add("redrive", 2, Metric.EARLY, 0);
        assertThat(bar.judge(results)).isEqualTo(Outcome.MET);

        add("redrive", 3, Metric.EARLY, 1);
        assertThat(bar.judge(results)).isEqualTo(Outcome.MISSED);
    }

    @Test
    void judgesDifferences() {
        Bar bar = Bar.atMost(
                15, "W1", "redrive", "lateness", Quantity.difference("W1", "redrive", "raw", Metric.LATENESS_P99));
        add("raw", 1, Metric.LATENESS_P99, 10);
        add("redrive", 1, Metric.LATENESS_P99, 25);
        assertThat(bar.judge(results)).isEqualTo(Outcome.MET);

        add("raw", 2, Metric.LATENESS_P99, 1);
        add("redrive", 2, Metric.LATENESS_P99, 26);
        assertThat(bar.judge(results)).isEqualTo(Outcome.MISSED);
    }

    @Test
    void doesNotJudgeWhatWasMeasuredTooSeldom() {
        addRates(100, 200);

        assertThat(rate(1).inRounds(2).judge(results)).isEqualTo(Outcome.TOO_FEW_ROUNDS);
        assertThat(rate(1).judge(new Results(List.of()))).isEqualTo(Outcome.NOT_MEASURED);
    }

    @Test
    void saysWhatEveryBarIsAndWhetherItIsMet() {
        addRates(100, 250);

        assertThat(BarReport.render(List.of(rate(2)), results))
                .endsWith("| W1 | redrive | rate / raw | ≥ 2.00 | 2.50 | 1 | met |\n");
    }

    @Test
    void hasBarsForEveryWorkload() {
        assertThat(Bars.all(2048))
                .extracting(Bar::workload)
                .contains("W1", "W2", "W3", "W4", "W5", "W6", "W6-dlt", "W7", "W8", "W9");
    }

    private void addRates(double raw, double redrive) {
        round++;
        add("raw", round, Metric.RATE, raw);
        add("redrive", round, Metric.RATE, redrive);
    }

    private void add(String system, int number, Metric metric, double value) {
        results.add(new Reading("W1", system, number, Map.of(metric, value)));
    }

    private static Bar rate(double limit) {
        return Bar.atLeast(limit, "W1", "redrive", "rate / raw", Quantity.ratio("W1", "redrive", "raw", Metric.RATE));
    }
}
