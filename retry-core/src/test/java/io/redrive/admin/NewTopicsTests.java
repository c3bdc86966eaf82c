package io.redrive.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.topic.TopicMode;
import io.redrive.topic.TopicSettings;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewTopicsTests {

    private static final ForwardTopic RETRY = new ForwardTopic("orders-retry", "orders", Duration.ofMinutes(15));
    private static final ForwardTopic DEAD_LETTERS = new ForwardTopic("orders-dlt", "orders", null);
    private static final ExistingTopic MAIN = new ExistingTopic(
            "orders",
            6,
            3,
            Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "2000000", TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2"));

    @ParameterizedTest
    @CsvSource({"0, 0, 6, 3", "12, 0, 12, 3", "0, 2, 6, 2", "0, -1, 6, -1"})
    void takesNumbersFromSettingsThenFromMainTopic(int partitions, int replicationFactor, int created, int replicas) {
        NewTopic topic = NewTopics.forward(RETRY, TestTopology.settings(true, partitions, replicationFactor), MAIN);

        assertThat(topic.numPartitions()).isEqualTo(created);
        assertThat(topic.replicationFactor()).isEqualTo((short) replicas);
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "1, 1", "-1,"})
    void minimumOfInSyncReplicasIsThatOfMainTopicWhereItCanBeReached(int replicationFactor, String minimum) {
        NewTopic topic = NewTopics.forward(RETRY, TestTopology.settings(true, 0, replicationFactor), MAIN);

        assertThat(topic.configs().get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG)).isEqualTo(minimum);
    }

    @Test
    void keepsDeadLettersAsLongAsSettingsSay() {
        TopicSettings settings = new TopicSettings(TopicMode.CREATE, 0, (short) 0, Duration.ofDays(3));

        NewTopic topic = NewTopics.forward(DEAD_LETTERS, settings, MAIN);

        assertThat(topic.configs())
                .containsEntry(
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(Duration.ofDays(3).toMillis()));
    }

    @Test
    void retentionAndFurtherSettingsAreAsAskedFor() {
        TopicSettings settings = new TopicSettings(
                TopicMode.CREATE,
                0,
                (short) 0,
                Duration.ofDays(2),
                Duration.ofDays(3),
                Map.of("segment.ms", "60000", TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "17"));

        NewTopic retry = NewTopics.forward(RETRY, settings, MAIN);
        NewTopic deadLetters = NewTopics.forward(DEAD_LETTERS, settings, MAIN);

        assertThat(retry.configs())
                .containsEntry(TopicConfig.RETENTION_MS_CONFIG, "172800000")
                .containsEntry("segment.ms", "60000")
                .containsEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "17");
        assertThat(deadLetters.configs())
                .containsEntry(TopicConfig.RETENTION_MS_CONFIG, "259200000")
                .containsEntry("segment.ms", "60000");
    }

    @Test
    void mainTopicIsAsBrokerWouldCreateIt() {
        NewTopic topic = NewTopics.main("orders", TopicSettings.LIKE_MAIN_TOPIC);

        assertThat(topic.numPartitions()).isEqualTo(-1);
        assertThat(topic.replicationFactor()).isEqualTo((short) -1);
        assertThat(topic.configs()).isNull();
    }

    @Test
    void roomForHeadersDoesNotOverflow() {
        ExistingTopic main = new ExistingTopic(
                "orders", 1, 1, Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(Integer.MAX_VALUE)));

        NewTopic topic = NewTopics.forward(RETRY, TopicSettings.LIKE_MAIN_TOPIC, main);

        assertThat(topic.configs())
                .containsEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(Integer.MAX_VALUE));
    }

    @Test
    void commandCreatesTopicAsRedriveWould() {
        String command = NewTopics.command(NewTopics.forward(RETRY, TopicSettings.LIKE_MAIN_TOPIC, MAIN));

        assertThat(command)
                .isEqualTo("kafka-topics.sh --bootstrap-server <broker> --create --topic orders-retry --partitions 6"
                        + " --replication-factor 3 --config cleanup.policy=delete --config max.message.bytes=2065536"
                        + " --config message.timestamp.type=CreateTime --config min.insync.replicas=2"
                        + " --config retention.bytes=-1 --config retention.ms=605700000");
    }

    @Test
    void commandLeavesOutWhatIsNotKnown() {
        String command = NewTopics.command(NewTopics.forward(DEAD_LETTERS, TopicSettings.LIKE_MAIN_TOPIC, null));

        assertThat(command).doesNotContain("--partitions", "--replication-factor", "max.message.bytes");
    }
}
