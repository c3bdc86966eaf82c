package io.redrive.benchmarks.measure;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/** Exact percentiles of a number of values, by the nearest rank. */
public final class Percentiles {

    private final long[] sorted;

    private Percentiles(long[] sorted) {
        this.sorted = sorted;
    }

    /** The percentiles of the first values in an array. */
    public static Percentiles of(long[] values, int count) {
        long[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return new Percentiles(sorted);
    }

    /** The percentiles of these values. */
    public static Percentiles of(List<Long> values) {
        return of(values.stream().mapToLong(Long::longValue).toArray(), values.size());
    }

    /** The percentiles of the values of all of these. */
    public static Percentiles union(List<Percentiles> parts) {
        long[] all =
                parts.stream().flatMapToLong(part -> Arrays.stream(part.sorted)).toArray();
        return of(all, all.length);
    }

    /** Hands over every value. */
    public void forEach(LongConsumer consumer) {
        for (long value : sorted) {
            consumer.accept(value);
        }
    }

    /** Returns all values, in ascending order. */
    public List<Long> values() {
        return Arrays.stream(sorted).boxed().toList();
    }

    /** Whether there are no values, and so no percentiles. */
    public boolean isEmpty() {
        return sorted.length == 0;
    }

    /** The smallest value that at least this percentage of all values does not exceed. */
    public long at(double percentage) {
        int rank = (int) Math.ceil(percentage / 100 * sorted.length);
        return sorted[Math.max(rank, 1) - 1];
    }
}
