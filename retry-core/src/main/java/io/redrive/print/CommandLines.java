package io.redrive.print;

import io.redrive.admin.PlannedTopic;
import io.redrive.admin.ShellWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Writes commands of Kafka's own tools, which may be run again. */
public final class CommandLines {

    private CommandLines() {}

    /**
     * Returns the lines of a shell script.
     *
     * @param principal who the application is for the brokers, such as {@code User:orders}
     */
    public static List<String> of(Requirements requirements, String principal) {
        List<String> lines = new ArrayList<>(requirements.comments());
        requirements.topics().forEach(topic -> lines.add(create(requirements.brokers(), topic)));
        requirements
                .permissions()
                .topics()
                .forEach((topic, operations) ->
                        lines.add(allow(requirements.brokers(), principal, operations, "--topic", topic)));
        requirements
                .permissions()
                .groups()
                .forEach((group, operations) ->
                        lines.add(allow(requirements.brokers(), principal, operations, "--group", group)));
        return lines;
    }

    private static String create(String brokers, PlannedTopic topic) {
        StringBuilder line = new StringBuilder("kafka-topics.sh --bootstrap-server ")
                .append(ShellWords.quoted(brokers))
                .append(" --create --if-not-exists --topic ")
                .append(ShellWords.quoted(topic.name()));
        if (topic.partitions() > 0) {
            line.append(" --partitions ").append(topic.partitions());
        }
        if (topic.replicas() > 0) {
            line.append(" --replication-factor ").append(topic.replicas());
        }
        topic.config().forEach((key, value) -> line.append(" --config ").append(ShellWords.quoted(key + "=" + value)));
        return line.toString();
    }

    private static String allow(String brokers, String principal, Set<Operation> operations, String kind, String name) {
        StringBuilder line = new StringBuilder("kafka-acls.sh --bootstrap-server ")
                .append(ShellWords.quoted(brokers))
                .append(" --add --allow-principal ")
                .append(ShellWords.quoted(principal));
        operations.forEach(each -> line.append(" --operation ").append(each.word()));
        return line.append(' ')
                .append(kind)
                .append(' ')
                .append(ShellWords.quoted(name))
                .toString();
    }
}
