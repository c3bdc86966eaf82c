package io.redrive.campaign.check;

import java.util.List;
import java.util.Map;

/**
 * What the checker says of a run.
 *
 * @param figures by name; see {@link Row} for those of the table
 * @param violations the promises that were broken, each with examples
 */
public record Verdict(Map<String, Double> figures, List<String> violations) {

    /** Whether every promise was kept. */
    public boolean isGood() {
        return violations.isEmpty();
    }

    /** Returns a figure, 0 for one that is not there. */
    public double figure(String name) {
        return figures.getOrDefault(name, 0.0);
    }
}
