package io.redrive.sample.monitoring;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What an application tells Prometheus.
 *
 * @param labels labels by name of metric, with those that Prometheus adds
 */
record Exported(Map<String, Set<String>> labels) {

    private static final Pattern SERIES = Pattern.compile("(?m)^([a-zA-Z_:][\\w:]*)(\\{.*})? ");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");

    static Exported of(String scraped) {
        Map<String, Set<String>> labels = new TreeMap<>();
        SERIES.matcher(scraped).results().forEach(series -> {
            Set<String> found =
                    labels.computeIfAbsent(series.group(1), unused -> new TreeSet<>(Set.of("job", "instance")));
            if (series.group(2) != null) {
                LABEL.matcher(series.group(2))
                        .results()
                        .map((MatchResult label) -> label.group(1))
                        .forEach(found::add);
            }
        });
        return new Exported(labels);
    }

    Set<String> labelsOf(String metric) {
        return labels.getOrDefault(metric, Set.of());
    }
}
