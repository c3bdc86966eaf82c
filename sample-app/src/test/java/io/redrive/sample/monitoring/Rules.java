package io.redrive.sample.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/**
 * The rules of Prometheus.
 *
 * @param alerts its alerts
 */
record Rules(List<Alert> alerts) {

    static final Path FILE = Path.of("..", "src", "monitoring", "prometheus", "redrive-alerts.yml");

    /**
     * An alert.
     *
     * @param severity how urgent it is
     * @param texts what it says
     */
    record Alert(String name, String query, String severity, List<String> texts) {}

    static Rules read() {
        try {
            Map<String, Object> file = new Yaml().load(Files.readString(FILE));
            return new Rules(maps(file.get("groups")).stream()
                    .flatMap(group -> maps(group.get("rules")).stream())
                    .map(Rules::alert)
                    .toList());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Alert alert(Map<String, Object> rule) {
        return new Alert(
                (String) rule.get("alert"),
                (String) rule.get("expr"),
                (String) map(rule.get("labels")).get("severity"),
                map(rule.get("annotations")).values().stream()
                        .map(String.class::cast)
                        .toList());
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> maps(Object value) {
        return (List<Map<String, Object>>) value;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
