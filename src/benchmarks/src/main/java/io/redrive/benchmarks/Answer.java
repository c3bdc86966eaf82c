package io.redrive.benchmarks;

import io.redrive.benchmarks.measure.Metric;
import io.redrive.benchmarks.measure.Percentiles;
import io.redrive.benchmarks.trial.Findings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a system's JVM answers, as a line of JSON.
 *
 * @param failure what went wrong, or null
 * @param measured what was measured
 * @param lateness of all retries, in microseconds
 */
record Answer(@Nullable String failure, List<Measured> measured, List<Long> lateness) {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    record Measured(Metric metric, double value) {}

    static Answer of(Findings findings) {
        var measured = new ArrayList<Measured>();
        findings.metrics().forEach((metric, value) -> measured.add(new Measured(metric, value)));
        return new Answer(null, measured, findings.lateness().values());
    }

    static Answer failed(Exception failure) {
        return new Answer(failure.toString(), List.of(), List.of());
    }

    String line() {
        return MAPPER.writeValueAsString(this);
    }

    static Answer parse(String line) {
        return MAPPER.readValue(line, Answer.class);
    }

    /**
     * Returns what was found.
     *
     * @throws IllegalStateException when it went wrong
     */
    Findings findings() {
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        var metrics = new LinkedHashMap<Metric, Double>();
        measured.forEach(each -> metrics.put(each.metric(), each.value()));
        return new Findings(metrics, Percentiles.of(lateness));
    }
}
