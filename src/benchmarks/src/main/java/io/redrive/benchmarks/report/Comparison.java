package io.redrive.benchmarks.report;

import io.redrive.benchmarks.contestant.Contestants;
import java.util.List;

/**
 * Two systems whose ratio is reported.
 *
 * @param system the one above the line
 * @param reference the one below
 */
record Comparison(String system, String reference) {

    private static final List<String> SHOWN = List.of(Contestants.REDRIVE, Contestants.PER_TOPIC);

    /** Both layouts of Redrive by every other system that took part. */
    static List<Comparison> among(List<String> systems) {
        return SHOWN.stream()
                .filter(systems::contains)
                .flatMap(shown -> systems.stream()
                        .filter(system -> !SHOWN.contains(system))
                        .map(reference -> new Comparison(shown, reference)))
                .toList();
    }

    @Override
    public String toString() {
        return system + " / " + reference;
    }
}
