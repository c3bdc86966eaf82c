package io.redrive.autoconfigure;

import com.jayway.jsonpath.JsonPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What tools are told about the properties of Redrive; those of an entry in the map of listeners included. */
final class Metadata {

    private final Map<String, Property> properties = new TreeMap<>();
    private final Map<String, List<Map<String, Object>>> values = new TreeMap<>();
    private final List<String> hints = new ArrayList<>();

    /**
     * A property.
     *
     * @param type its Java type
     * @param defaultValue what it has unless it is set, or null
     * @param description what it is for, or null
     */
    record Property(
            String name,
            String type,
            @Nullable Object defaultValue,
            @Nullable String description) {}

    private Metadata() {}

    static Metadata read() {
        Metadata metadata = new Metadata();
        String main = text("META-INF/spring-configuration-metadata.json");
        metadata.add("", main);
        metadata.properties.remove("redrive.listeners");
        metadata.properties.keySet().removeIf(name -> !name.startsWith("redrive."));
        metadata.add(
                "redrive.listeners.<id>.",
                text("META-INF/spring/configuration-metadata/" + ListenerProperties.class.getName() + ".json"));
        metadata.hints.addAll(JsonPath.<List<String>>read(main, "$.hints[*].name"));
        for (String hint : metadata.hints) {
            metadata.values.put(hint, JsonPath.read(main, "$.hints[?(@.name == '" + hint + "')].values[*]"));
        }
        return metadata;
    }

    private void add(String prefix, String json) {
        for (Map<String, Object> each : JsonPath.<List<Map<String, Object>>>read(json, "$.properties[*]")) {
            String name = prefix + each.get("name");
            properties.put(
                    name, new Property(name, Objects.toString(each.get("type")), each.get("defaultValue"), (String)
                            each.get("description")));
        }
    }

    Iterable<String> names() {
        return properties.keySet();
    }

    List<Property> properties() {
        return List.copyOf(properties.values());
    }

    List<String> hints() {
        return hints;
    }

    /** Returns the values that a property may have with their descriptions, also for the same property of a listener. */
    List<Map<String, Object>> values(String property) {
        return values.getOrDefault(
                property,
                values.getOrDefault(
                        property.replace("listeners.<id>.", "defaults."),
                        values.getOrDefault(property.replace("listeners.<id>.", ""), List.of())));
    }

    /** Returns the descriptions of all properties that this module defines, empty for those that have none. */
    static List<String> allDescriptions() {
        List<Map<String, Object>> all =
                JsonPath.read(text("META-INF/spring-configuration-metadata.json"), "$.properties[*]");
        return all.stream()
                .map(each -> Objects.toString(each.get("description"), ""))
                .toList();
    }

    private static String text(String resource) {
        try (InputStream file = RedriveProperties.class.getClassLoader().getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(file, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
