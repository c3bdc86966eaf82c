package io.redrive.sample.monitoring;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The dashboard of Grafana, as far as its queries go.
 *
 * @param panels its panels, without the rows they are in
 * @param others the queries of its variables and annotations
 */
record Dashboard(List<Panel> panels, List<String> others) {

    static final Path FILE = Path.of("..", "src", "monitoring", "grafana", "dashboards", "redrive.json");

    /**
     * A panel.
     *
     * @param place where it is, in columns of 24 and in lines
     * @param unit unit of its values, as Grafana calls it
     * @param stacked whether its series lie on top of each other
     */
    record Panel(String title, String type, Place place, String unit, boolean stacked, List<Target> targets) {}

    /** A rectangle. */
    record Place(int x, int y, int width, int height) {}

    /** A query, and how its series are called: text with labels in double braces. */
    record Target(String query, String legend) {}

    static Dashboard read() {
        JsonNode root = JsonMapper.shared().readTree(FILE.toFile());
        return new Dashboard(
                stream(root.path("panels"))
                        .filter(panel -> !panel.path("type").asString().equals("row"))
                        .map(Dashboard::panel)
                        .toList(),
                Stream.concat(
                                stream(root.at("/templating/list"))
                                        .filter(variable ->
                                                variable.path("type").asString().equals("query"))
                                        // label_values(series, label): the label is no series
                                        .map(variable -> variable.at("/query/query")
                                                .asString()
                                                .replaceFirst(", \\w+\\)$", ")")),
                                stream(root.at("/annotations/list"))
                                        .map(each -> each.path("expr").asString()))
                        .toList());
    }

    private static Panel panel(JsonNode panel) {
        JsonNode place = panel.path("gridPos");
        JsonNode defaults = panel.at("/fieldConfig/defaults");
        return new Panel(
                panel.path("title").asString(),
                panel.path("type").asString(),
                new Place(
                        place.path("x").asInt(),
                        place.path("y").asInt(),
                        place.path("w").asInt(),
                        place.path("h").asInt()),
                defaults.path("unit").asString(),
                defaults.at("/custom/stacking/mode").asString("none").equals("normal"),
                stream(panel.path("targets"))
                        .map(target -> new Target(
                                target.path("expr").asString(),
                                target.path("legendFormat").asString()))
                        .toList());
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return array.valueStream();
    }
}
