package io.redrive.benchmarks.report;

import io.redrive.benchmarks.measure.Metric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The readings of all measured rounds, and what follows from them. */
public final class Results {

    private final List<String> systems;
    private final List<Reading> readings = new ArrayList<>();

    /**
     * Results without a reading.
     *
     * @param systems names of all systems, in the order of the report
     */
    public Results(List<String> systems) {
        this.systems = List.copyOf(systems);
    }

    /** Adds what was measured. */
    public void add(Reading reading) {
        readings.add(reading);
    }

    /** The systems that have taken part in a workload. */
    List<String> systems(String workload) {
        return systems.stream()
                .filter(system -> readings.stream()
                        .anyMatch(reading -> reading.workload().equals(workload)
                                && reading.system().equals(system)))
                .toList();
    }

    /** All rounds of a system in one metric, or null when it was never measured. */
    @Nullable
    Summary summary(String workload, String system, Metric metric) {
        return summarised(List.copyOf(byRound(workload, system, metric).values()));
    }

    /** The ratio of two systems, round by round, or null when there is no round with both. */
    @Nullable
    Summary ratio(String workload, String system, String reference, Metric metric) {
        Map<Integer, Double> references = byRound(workload, reference, metric);
        var ratios = new ArrayList<Double>();
        byRound(workload, system, metric).forEach((round, value) -> {
            Double base = references.get(round);
            if (base != null && base > 0) {
                ratios.add(value / base);
            }
        });
        return metric.comparable() ? summarised(ratios) : null;
    }

    /** How many rounds of a system had to be stopped. */
    long stopped(String workload, String system) {
        return byRound(workload, system, Metric.STOPPED).values().stream()
                .filter(stopped -> stopped > 0)
                .count();
    }

    private Map<Integer, Double> byRound(String workload, String system, Metric metric) {
        var values = new HashMap<Integer, Double>();
        for (Reading reading : readings) {
            Double value = reading.metrics().get(metric);
            if (value != null
                    && reading.workload().equals(workload)
                    && reading.system().equals(system)) {
                values.put(reading.round(), value);
            }
        }
        return values;
    }

    private static @Nullable Summary summarised(List<Double> values) {
        // Always the same seed, so that the same readings give the same report.
        return values.isEmpty() ? null : Summary.of(values, new Random(1));
    }
}
