package io.redrive.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Chooses few combinations of several dimensions in which each two values of different dimensions occur together. */
final class Pairs {

    private final List<? extends List<?>> dimensions;
    private final Set<Pair> missing = new LinkedHashSet<>();

    private Pairs(List<? extends List<?>> dimensions) {
        this.dimensions = dimensions;
        for (int first = 0; first < dimensions.size(); first++) {
            for (int second = first + 1; second < dimensions.size(); second++) {
                for (int i = 0; i < dimensions.get(first).size(); i++) {
                    for (int j = 0; j < dimensions.get(second).size(); j++) {
                        missing.add(new Pair(first, i, second, j));
                    }
                }
            }
        }
    }

    /** Value {@code i} of dimension {@code first} together with value {@code j} of a later one. */
    private record Pair(int first, int i, int second, int j) {

        boolean isIn(int[] row) {
            return row[first] == i && row[second] == j;
        }
    }

    /** Returns combinations with one value of each dimension, always the same for the same dimensions. */
    static List<List<?>> of(List<? extends List<?>> dimensions) {
        Pairs pairs = new Pairs(dimensions);
        List<List<?>> rows = new ArrayList<>();
        while (!pairs.missing.isEmpty()) {
            rows.add(pairs.nextRow());
        }
        return rows;
    }

    /** Begins with the first pair that is missing, and gives each other dimension the value that adds most pairs. */
    private List<?> nextRow() {
        int[] row = new int[dimensions.size()];
        Arrays.fill(row, -1);
        Pair begin = missing.iterator().next();
        row[begin.first()] = begin.i();
        row[begin.second()] = begin.j();
        for (int dimension = 0; dimension < row.length; dimension++) {
            if (row[dimension] < 0) {
                row[dimension] = best(row, dimension);
            }
        }
        missing.removeIf(pair -> pair.isIn(row));
        List<Object> values = new ArrayList<>();
        for (int dimension = 0; dimension < row.length; dimension++) {
            values.add(dimensions.get(dimension).get(row[dimension]));
        }
        return values;
    }

    private int best(int[] row, int dimension) {
        int best = 0;
        long most = -1;
        for (int value = 0; value < dimensions.get(dimension).size(); value++) {
            row[dimension] = value;
            long covered = missing.stream().filter(pair -> pair.isIn(row)).count();
            if (covered > most) {
                most = covered;
                best = value;
            }
        }
        return best;
    }
}
