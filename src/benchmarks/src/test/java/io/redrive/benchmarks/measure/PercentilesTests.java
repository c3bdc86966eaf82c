package io.redrive.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentilesTests {

    @ParameterizedTest
    @CsvSource({"1,50,1", "1,99,1", "2,50,1", "3,50,2", "4,100,4", "100,99,99", "101,99,100", "1000,50,500", "1000,0,1"
    })
    void takesTheNearestRank(int count, double percentage, long expected) {
        long[] downFromCount = LongStream.range(0, count).map(i -> count - i).toArray();

        assertThat(Percentiles.of(downFromCount, count).at(percentage)).isEqualTo(expected);
    }

    @Test
    void leavesOutWhatIsBeyondTheCount() {
        Percentiles percentiles = Percentiles.of(new long[] {5, -3, 0, 0}, 2);

        assertThat(percentiles.at(50)).isEqualTo(-3);
        assertThat(percentiles.at(100)).isEqualTo(5);
    }

    @Test
    void unitesTheValuesOfSeveral() {
        Percentiles one = Percentiles.of(new long[] {1, 9}, 2);
        Percentiles other = Percentiles.of(new long[] {5}, 1);

        assertThat(Percentiles.union(List.of(one, other)).at(50)).isEqualTo(5);
    }
}
