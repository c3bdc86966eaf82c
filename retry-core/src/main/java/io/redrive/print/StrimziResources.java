package io.redrive.print;

import io.redrive.admin.PlannedTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes custom resources of the Strimzi operator, one document after the other. */
public final class StrimziResources {

    private static final String API = "kafka.strimzi.io/v1";
    private static final int LONGEST_NAME = 253;
    private static final String LABEL = "[a-z0-9]([a-z0-9-]*[a-z0-9])?";
    private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+");

    private StrimziResources() {}

    /**
     * Returns the lines of a YAML file.
     *
     * @param principal who the application is for the brokers, such as {@code User:orders} or {@code User:CN=orders}
     * @param cluster name of the Kafka resource
     */
    public static List<String> of(Requirements requirements, String principal, String cluster) {
        List<String> lines = new ArrayList<>(requirements.comments());
        requirements.topics().forEach(topic -> topic(topic, cluster, lines));
        head("KafkaUser", user(principal), cluster, lines);
        lines.add("  authorization:");
        lines.add("    type: simple");
        lines.add("    acls:");
        acls("topic", requirements.permissions().topics(), lines);
        acls("group", requirements.permissions().groups(), lines);
        return lines;
    }

    private static void topic(PlannedTopic topic, String cluster, List<String> lines) {
        head("KafkaTopic", topic.name(), cluster, lines);
        lines.add("  topicName: " + quoted(topic.name()));
        if (topic.partitions() > 0) {
            lines.add("  partitions: " + topic.partitions());
        }
        if (topic.replicas() > 0) {
            lines.add("  replicas: " + topic.replicas());
        }
        lines.add("  config:");
        topic.config()
                .forEach((key, value) ->
                        lines.add("    " + key + ": " + (NUMBER.matcher(value).matches() ? value : quoted(value))));
    }

    private static void head(String kind, String name, String cluster, List<String> lines) {
        lines.add("---");
        lines.add("apiVersion: " + API);
        lines.add("kind: " + kind);
        lines.add("metadata:");
        lines.add("  name: " + quoted(resourceName(name)));
        lines.add("  labels:");
        lines.add("    strimzi.io/cluster: " + quoted(cluster));
        lines.add("spec:");
    }

    private static void acls(String type, Map<String, Set<Operation>> permissions, List<String> lines) {
        permissions.forEach((name, operations) -> {
            lines.add("      - resource:");
            lines.add("          type: " + type);
            lines.add("          name: " + quoted(name));
            lines.add("          patternType: literal");
            lines.add("        operations: "
                    + operations.stream().map(Operation::word).collect(Collectors.joining(", ", "[", "]")));
        });
    }

    /** A user of TLS is called by its certificate, which has the name of the resource. */
    private static String user(String principal) {
        return principal.replaceFirst("^User:", "").replaceFirst("^CN=", "");
    }

    /** Kubernetes allows less in names than Kafka; what tells two names apart then is added. */
    static String resourceName(String name) {
        if (name.length() <= LONGEST_NAME && NAME.matcher(name).matches()) {
            return name;
        }
        String allowed =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-", "");
        String hash = String.format(Locale.ROOT, "%08x", name.hashCode());
        return "x-".substring(0, allowed.isEmpty() ? 2 : 0)
                + allowed.substring(0, Math.min(allowed.length(), LONGEST_NAME - hash.length() - 1))
                + (allowed.isEmpty() || allowed.endsWith("-") ? "" : "-")
                + hash;
    }

    /** Returns a double-quoted scalar, in which YAML reads the same escapes as JSON. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(each -> {
            if (each == '"' || each == '\\') {
                quoted.append('\\').append((char) each);
            } else if (each < ' ' || each > '~') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", each));
            } else {
                quoted.append((char) each);
            }
        });
        return quoted.append('"').toString();
    }
}
