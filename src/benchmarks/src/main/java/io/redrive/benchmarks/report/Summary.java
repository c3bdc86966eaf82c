package io.redrive.benchmarks.report;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The values of several rounds in short.
 *
 * @param median the middle value
 * @param min the smallest value
 * @param max the largest value
 * @param rounds how many values there are
 * @param interval the 95 % confidence interval of the median, or null for too few rounds
 */
record Summary(
        double median,
        double min,
        double max,
        int rounds,
        @Nullable Interval interval) {

    private static final int ROUNDS_FOR_INTERVAL = 5;
    private static final int RESAMPLES = 2_000;

    /**
     * A range.
     *
     * @param low lower end
     * @param high upper end
     */
    record Interval(double low, double high) {}

    /** Summarises at least one value; the interval is a percentile bootstrap. */
    static Summary of(List<Double> values, RandomGenerator random) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        Interval interval = sorted.length < ROUNDS_FOR_INTERVAL ? null : interval(sorted, random);
        return new Summary(median(sorted), sorted[0], sorted[sorted.length - 1], sorted.length, interval);
    }

    private static Interval interval(double[] values, RandomGenerator random) {
        double[] medians = new double[RESAMPLES];
        double[] resample = new double[values.length];
        for (int i = 0; i < RESAMPLES; i++) {
            for (int j = 0; j < resample.length; j++) {
                resample[j] = values[random.nextInt(values.length)];
            }
            Arrays.sort(resample);
            medians[i] = median(resample);
        }
        Arrays.sort(medians);
        return new Interval(medians[RESAMPLES / 40], medians[RESAMPLES - 1 - RESAMPLES / 40]);
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
