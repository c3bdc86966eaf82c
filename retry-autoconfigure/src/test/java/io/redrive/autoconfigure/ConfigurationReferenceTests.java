package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tables of the reference say what the metadata says. */
class ConfigurationReferenceTests {

    private static final Path REFERENCE = Path.of("..", "src", "docs", "configuration.md");
    private static final Pattern TABLE =
            Pattern.compile("(<!-- table of (\\S+) -->\n).*?(<!-- end -->)", Pattern.DOTALL);

    private final Metadata metadata = Metadata.read();

    /** Run with {@code -Dreference.write=true} to write the tables anew. */
    @Test
    void tablesAreWhatTheMetadataSays() throws IOException {
        String written = Files.readString(REFERENCE);
        String right = TABLE.matcher(written)
                .replaceAll(table -> Matcher.quoteReplacement(table.group(1) + table(table.group(2)) + table.group(3)));
        if (Boolean.getBoolean("reference.write")) {
            Files.writeString(REFERENCE, right);
        }

        assertThat(Files.readString(REFERENCE))
                .as("src/docs/configuration.md; to write its tables anew, run ConfigurationReferenceTests with"
                        + " -Dreference.write=true")
                .isEqualTo(right);
    }

    @Test
    void everyPropertyIsInOneOfTheTables() throws IOException {
        List<String> prefixes = TABLE.matcher(Files.readString(REFERENCE))
                .results()
                .map((MatchResult table) -> table.group(2))
                .toList();

        assertThat(metadata.names())
                .allSatisfy(name -> assertThat(prefixes)
                        .filteredOn(prefix -> isIn(prefix, name))
                        .hasSize(1));
    }

    /** A table whose name ends with a star has all below it, any other one only what is directly there. */
    private static boolean isIn(String prefix, String name) {
        return prefix.endsWith("*") ? name.startsWith(prefix.substring(0, prefix.length() - 1)) : name.equals(prefix);
    }

    private String table(String prefix) {
        StringBuilder table = new StringBuilder("| property | type | default | |\n| --- | --- | --- | --- |\n");
        for (Metadata.Property each : metadata.properties()) {
            if (isIn(prefix, each.name())) {
                table.append("| `")
                        .append(each.name().substring(shown(prefix)))
                        .append("` | ")
                        .append(type(each))
                        .append(" | ")
                        .append(defaultValue(each))
                        .append(" | ")
                        .append(Objects.requireNonNull(each.description()).replace("|", "\\|"))
                        .append(values(each))
                        .append(" |\n");
            }
        }
        return table.toString();
    }

    private static int shown(String prefix) {
        return prefix.equals("redrive.defaults.*") || prefix.startsWith("redrive.listeners.") ? prefix.length() - 1 : 0;
    }

    private static String type(Metadata.Property property) {
        String type = property.type().replaceAll("([a-z]+\\.)+", "").replace("$", ".");
        if (property.type().startsWith("io.redrive.")) {
            return "choice";
        }
        return switch (type) {
            case "Integer" -> "whole number";
            case "Double" -> "number";
            case "Boolean" -> "true or false";
            case "Duration" -> "duration";
            case "DataSize" -> "size";
            case "String" -> "text";
            case "List<Duration>" -> "durations";
            case "List<String>" -> "texts";
            case "Map<String,String>" -> "texts by name";
            case "Map<String,List<String>>" -> "texts by name, several each";
            default -> throw new AssertionError("no word for " + property);
        };
    }

    private static String defaultValue(Metadata.Property property) {
        Object value = property.defaultValue();
        return value == null ? "" : "`" + value + "`";
    }

    private String values(Metadata.Property property) {
        if (!property.type().startsWith("io.redrive.")) {
            return "";
        }
        return metadata.values(property.name()).stream()
                .map((Map<String, Object> value) -> "`" + value.get("value") + "`: " + value.get("description"))
                .collect(Collectors.joining(" ", " ", ""));
    }
}
