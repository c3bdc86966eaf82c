package io.redrive.print;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.admin.PlannedTopic;
import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicMode;
import io.redrive.topic.TopicSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLinesTests {

    private static final PlannedTopic RETRY = new PlannedTopic(
            "orders-it's-retry-1",
            3,
            2,
            new TreeMap<>(Map.of("cleanup.policy", "delete", "retention.ms", "604860000")));
    private static final PlannedTopic DEAD_LETTERS = new PlannedTopic("orders-dlt", 0, 0, Map.of());

    @Test
    void writesLinesThatAShellTakesAsTheyAreMeant() {
        Permissions permissions = new Permissions();
        permissions.add(topology(TopicMode.NONE, 0), List.of("the $HOME group", "it's"), false);

        List<String> lines = CommandLines.of(
                new Requirements(
                        "a:9092,b:9092",
                        List.of("orders", "billing"),
                        List.of("a guess\nrm -rf /"),
                        List.of(RETRY, DEAD_LETTERS),
                        permissions),
                "User:CN=orders;x");

        assertThat(lines)
                .containsExactly(
                        "# Topics and permissions for listener orders, billing on a:9092,b:9092",
                        "# Assumed: a guess rm -rf /",
                        "kafka-topics.sh --bootstrap-server a:9092,b:9092 --create --if-not-exists --topic"
                                + " 'orders-it'\\''s-retry-1' --partitions 3 --replication-factor 2 --config"
                                + " cleanup.policy=delete --config retention.ms=604860000",
                        "kafka-topics.sh --bootstrap-server a:9092,b:9092 --create --if-not-exists --topic orders-dlt",
                        "kafka-acls.sh --bootstrap-server a:9092,b:9092 --add --allow-principal 'User:CN=orders;x'"
                                + " --operation Read --operation Describe --topic orders",
                        "kafka-acls.sh --bootstrap-server a:9092,b:9092 --add --allow-principal 'User:CN=orders;x'"
                                + " --operation Read --operation Write --operation Describe --topic orders-retry",
                        "kafka-acls.sh --bootstrap-server a:9092,b:9092 --add --allow-principal 'User:CN=orders;x'"
                                + " --operation Write --operation Describe --topic orders-dlt",
                        "kafka-acls.sh --bootstrap-server a:9092,b:9092 --add --allow-principal 'User:CN=orders;x'"
                                + " --operation Read --operation Describe --group 'the $HOME group'",
                        "kafka-acls.sh --bootstrap-server a:9092,b:9092 --add --allow-principal 'User:CN=orders;x'"
                                + " --operation Read --operation Describe --group 'it'\\''s'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    NONE   | 0 | READ DESCRIBE                  | READ WRITE DESCRIBE                               | WRITE DESCRIBE
                    VERIFY | 0 | READ DESCRIBE DESCRIBE_CONFIGS | READ WRITE DESCRIBE DESCRIBE_CONFIGS              | WRITE DESCRIBE DESCRIBE_CONFIGS
                    CREATE | 0 | READ DESCRIBE DESCRIBE_CONFIGS | READ WRITE CREATE ALTER DESCRIBE DESCRIBE_CONFIGS | WRITE CREATE DESCRIBE DESCRIBE_CONFIGS
                    CREATE | 6 | READ DESCRIBE DESCRIBE_CONFIGS | READ WRITE CREATE DESCRIBE DESCRIBE_CONFIGS       | WRITE CREATE DESCRIBE DESCRIBE_CONFIGS
                    """)
    void permitsWhatTheModeNeedsAndNoMore(
            TopicMode mode, int partitions, String main, String retry, String deadLetters) {
        Permissions permissions = new Permissions();

        permissions.add(topology(mode, partitions), List.of("g"), false);

        assertThat(permissions.topics().keySet()).containsExactly("orders", "orders-retry", "orders-dlt");
        assertThat(words(permissions, "orders")).isEqualTo(main);
        assertThat(words(permissions, "orders-retry")).isEqualTo(retry);
        assertThat(words(permissions, "orders-dlt")).isEqualTo(deadLetters);
        assertThat(permissions.groups()).isEqualTo(Map.of("g", Set.of(Operation.READ, Operation.DESCRIBE)));
    }

    @Test
    void permitsToReadDeadLettersWhereTheyAreHandled() {
        Permissions permissions = new Permissions();

        permissions.add(topology(TopicMode.NONE, 0), List.of("g"), true);

        assertThat(words(permissions, "orders-dlt")).isEqualTo("READ WRITE DESCRIBE");
    }

    private static String words(Permissions permissions, String topic) {
        return String.join(
                " ",
                permissions.topics().get(topic).stream().map(Operation::name).toList());
    }

    private static RetryTopology topology(TopicMode mode, int partitions) {
        return new RetryTopology(
                "orders",
                "g",
                BackOffSchedule.fixed(2, Duration.ofMinutes(1)),
                Jitter.NONE,
                List.of(0),
                List.of(new TopicChain(
                        "orders", List.of(new RetryTopic("orders-retry", Duration.ofMinutes(1))), "orders-dlt")),
                new TopicSettings(mode, partitions, (short) 0, TopicSettings.DEFAULT_DEAD_LETTER_RETENTION));
    }
}
