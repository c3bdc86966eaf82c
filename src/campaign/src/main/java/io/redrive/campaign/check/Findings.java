package io.redrive.campaign.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What comes out of a check: figures by name, in the order in which they were found, and what broke a promise. */
final class Findings {

    private static final int EXAMPLES = 5;

    private final Map<String, Double> figures = new LinkedHashMap<>();
    private final Map<String, List<String>> violations = new LinkedHashMap<>();

    void figure(String name, Number value) {
        figures.put(name, value.doubleValue());
    }

    /** Notes one case of something that must not be. */
    void violation(String kind, String example) {
        violations.computeIfAbsent(kind, none -> new ArrayList<>()).add(example);
    }

    int count(String kind) {
        return violations.getOrDefault(kind, List.of()).size();
    }

    Verdict verdict() {
        List<String> texts = new ArrayList<>();
        violations.forEach((kind, examples) -> texts.add(kind + " (" + examples.size() + "): "
                + String.join("; ", examples.subList(0, Math.min(EXAMPLES, examples.size())))));
        return new Verdict(figures, texts);
    }
}
