package io.redrive.benchmarks.report;

import io.redrive.benchmarks.measure.Metric;
import io.redrive.benchmarks.measure.Percentiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/** The readings of all measured rounds, and what follows from them. */
public final class Results {

    private final List<String> systems;
    private final List<Reading> readings = new ArrayList<>();
    private final Map<String, Lateness> lateness = new HashMap<>();

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

    /** Adds the lateness of every retry of one round, in microseconds. */
    public void addLateness(String workload, String system, Percentiles values) {
        lateness.computeIfAbsent(workload + " " + system, first -> new Lateness())
                .add(values);
    }

    /** The lateness in all rounds, which is empty when there were no retries. */
    Lateness lateness(String workload, String system) {
        Lateness known = lateness.get(workload + " " + system);
        return known == null ? new Lateness() : known;
    }

    /** The systems that have taken part in a workload. */
    List<String> systems(String workload) {
        return systems.stream()
                .filter(system -> readings.stream().anyMatch(reading -> reading.isOf(workload, system)))
                .toList();
    }

    /** What was measured of any system in a workload. */
    List<Metric> metrics(String workload) {
        return readings.stream()
                .filter(reading -> reading.workload().equals(workload))
                .flatMap(reading -> reading.metrics().keySet().stream())
                .distinct()
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
        return metric.comparable()
                ? paired(workload, system, reference, metric, (value, base) -> base > 0 ? value / base : Double.NaN)
                : null;
    }

    /** The difference of two systems, round by round, or null when there is no round with both. */
    @Nullable
    Summary difference(String workload, String system, String reference, Metric metric) {
        return paired(workload, system, reference, metric, (value, base) -> value - base);
    }

    /** How many rounds of a system had to be stopped. */
    long stopped(String workload, String system) {
        return byRound(workload, system, Metric.STOPPED).values().stream()
                .filter(stopped -> stopped > 0)
                .count();
    }

    private @Nullable Summary paired(
            String workload, String system, String reference, Metric metric, DoubleBinaryOperator operation) {
        Map<Integer, Double> references = byRound(workload, reference, metric);
        var pairs = new ArrayList<Double>();
        byRound(workload, system, metric).forEach((round, value) -> {
            Double base = references.get(round);
            if (base != null) {
                pairs.add(operation.applyAsDouble(value, base));
            }
        });
        pairs.removeIf(value -> value.isNaN());
        return summarised(pairs);
    }

    private Map<Integer, Double> byRound(String workload, String system, Metric metric) {
        var values = new HashMap<Integer, Double>();
        for (Reading reading : readings) {
            Double value = reading.metrics().get(metric);
            if (value != null && reading.isOf(workload, system)) {
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
