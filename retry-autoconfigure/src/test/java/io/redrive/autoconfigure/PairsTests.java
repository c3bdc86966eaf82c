package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PairsTests {

    @ParameterizedTest
    @ValueSource(strings = {"2,2", "3,7,3,2", "10,7,4,3,2", "1,5,1", "2,2,2,2,2,2,2,2"})
    void bringsEachTwoValuesOfDifferentDimensionsTogether(String sizes) {
        // given
        List<List<String>> dimensions = dimensions(sizes);

        // when
        List<List<?>> rows = Pairs.of(dimensions);

        // then
        for (int first = 0; first < dimensions.size(); first++) {
            for (int second = first + 1; second < dimensions.size(); second++) {
                for (String one : dimensions.get(first)) {
                    for (String other : dimensions.get(second)) {
                        assertThat(rows).anyMatch(row -> row.containsAll(List.of(one, other)));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ':',
            value = {"2,2:4", "3,7,3,2:24", "10,7,4,3,2:80", "2,2,2,2,2,2,2,2:10"})
    void needsFewRows(String sizes, int most) {
        assertThat(Pairs.of(dimensions(sizes))).hasSizeLessThanOrEqualTo(most);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3,7,3,2", "1,5,1"})
    void givesEveryRowOneValueOfEachDimension(String sizes) {
        // given
        List<List<String>> dimensions = dimensions(sizes);

        // when
        List<List<?>> rows = Pairs.of(dimensions);

        // then
        assertThat(rows).doesNotHaveDuplicates().allSatisfy(row -> {
            assertThat(row).hasSameSizeAs(dimensions);
            IntStream.range(0, row.size())
                    .forEach(i ->
                            assertThat(dimensions.get(i).contains(row.get(i))).isTrue());
        });
    }

    private static List<List<String>> dimensions(String sizes) {
        String[] each = sizes.split(",", -1);
        return IntStream.range(0, each.length)
                .mapToObj(dimension -> IntStream.range(0, Integer.parseInt(each[dimension]))
                        .mapToObj(value -> dimension + "/" + value)
                        .toList())
                .toList();
    }
}
