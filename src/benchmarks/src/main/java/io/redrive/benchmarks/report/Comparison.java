package io.redrive.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Two systems whose ratio is reported.
 *
 * @param system the one above the line
 * @param reference the one below
 */
record Comparison(String system, String reference) {

    private static final List<String> REFERENCES = List.of("raw", "plain");

    /** Every system by every reference that took part; two references are compared once. */
    static List<Comparison> among(List<String> systems) {
        var comparisons = new ArrayList<Comparison>();
        for (int i = 0; i < REFERENCES.size(); i++) {
            String reference = REFERENCES.get(i);
            List<String> earlier = REFERENCES.subList(0, i + 1);
            if (systems.contains(reference)) {
                systems.stream()
                        .filter(system -> !earlier.contains(system))
                        .forEach(system -> comparisons.add(new Comparison(system, reference)));
            }
        }
        return comparisons;
    }

    @Override
    public String toString() {
        return system + " / " + reference;
    }
}
