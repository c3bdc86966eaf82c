package io.redrive.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SummaryTests {

    @Test
    void takesTheMiddleOfAnOddNumberOfValues() {
        Summary summary = Summary.of(List.of(9.0, 1.0, 2.0), new Random(1));

        assertThat(summary).isEqualTo(new Summary(2, 1, 9, 3, null));
    }

    @Test
    void takesTheMeanOfTheTwoMiddleValues() {
        Summary summary = Summary.of(List.of(4.0, 1.0, 2.0, 9.0), new Random(1));

        assertThat(summary.median()).isEqualTo(3);
    }

    @Test
    void givesAnIntervalFromFiveRoundsOn() {
        Summary summary = Summary.of(List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 100.0), new Random(1));

        assertThat(summary.interval()).isNotNull();
        assertThat(summary.interval().low()).isBetween(2.0, 4.0);
        assertThat(summary.interval().high()).isBetween(8.0, 10.0);
    }
}
