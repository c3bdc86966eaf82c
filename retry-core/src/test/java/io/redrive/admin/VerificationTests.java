package io.redrive.admin;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class VerificationTests {

    private static final ForwardTopic RETRY = new ForwardTopic("retry", "main", Duration.ofMinutes(15));
    private static final ForwardTopic DEAD_LETTERS = new ForwardTopic("dlt", "main", null);

    private final CapturedLog log = new CapturedLog(VerificationTests.class);
    private final List<TopicProblem> problems = new ArrayList<>();
    private final Verification verification =
            new Verification(new Remarks(LoggerFactory.getLogger(VerificationTests.class)), problems);

    @AfterEach
    void releaseLog() {
        log.close();
    }

    @Test
    void refusesRetentionShorterThanLongestDelay() {
        verification.verify(RETRY, topic(Map.of(TopicConfig.RETENTION_MS_CONFIG, "899999")), null);

        assertThat(problems)
                .containsExactly(new TopicProblem(
                        "retry",
                        "keeps its records for 14m59.999s (retention.ms=899999), but they wait there for up to 15m:"
                                + " records would be deleted while they wait",
                        "Set retention.ms to at least 900000, better to 605700000: kafka-configs.sh"
                                + " --bootstrap-server <broker> --alter --entity-type topics --entity-name retry"
                                + " --add-config retention.ms=605700000; or shorten the delay"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "900000"})
    void acceptsRetentionThatOutlastsLongestDelay(String retentionMs) {
        verification.verify(RETRY, topic(Map.of(TopicConfig.RETENTION_MS_CONFIG, retentionMs)), null);

        assertThat(problems).isEmpty();
    }

    @Test
    void warnsOfRetentionShorterThanARecordMayStayWhoseListenerAsksForIt() {
        verification.verify(RETRY, topic(Map.of(TopicConfig.RETENTION_MS_CONFIG, "3599999")), null);
        verification.verify(DEAD_LETTERS, topic(Map.of(TopicConfig.RETENTION_MS_CONFIG, "3599999")), null);

        assertThat(problems).isEmpty();
        assertThat(log.lines(Level.WARN))
                .containsExactly(
                        "Topic retry keeps its records for 59m59.999s (retention.ms=3599999): one whose listener"
                                + " asks for a longer delay with a RetryAfterException would be deleted while it waits. Set"
                                + " retention.ms to at least 3600000");
    }

    @Test
    void warnsOfRetentionThatAnOutageOfTheApplicationWouldExceed() {
        long threeDaysMs = Duration.ofDays(3).plusMinutes(15).toMillis();
        verification.verify(RETRY, topic(Map.of(TopicConfig.RETENTION_MS_CONFIG, "" + threeDaysMs)), null);
        assertThat(log.lines(Level.WARN)).isEmpty();

        verification.verify(RETRY, topic(Map.of(TopicConfig.RETENTION_MS_CONFIG, "3600000")), null);

        assertThat(problems).isEmpty();
        assertThat(log.lines(Level.WARN))
                .containsExactly(
                        "Topic retry keeps its records for 1h (retention.ms=3600000), and they wait there for up"
                                + " to 15m: when nobody reads it for longer than the rest, records are deleted. Set retention.ms"
                                + " to 605700000");
    }

    @Test
    void leavesRetentionOfDeadLettersToOperator() {
        verification.verify(DEAD_LETTERS, topic(Map.of(TopicConfig.RETENTION_MS_CONFIG, "1")), null);

        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"compact", "compact,delete"})
    void refusesCompaction(String policy) {
        verification.verify(DEAD_LETTERS, topic(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, policy)), null);

        assertThat(problems)
                .containsExactly(new TopicProblem(
                        "retry",
                        "is compacted (cleanup.policy=" + policy + "): of the records of one key only the last would be"
                                + " kept, and records without a key would be refused",
                        "Set cleanup.policy=delete: kafka-configs.sh --bootstrap-server <broker> --alter --entity-type"
                                + " topics --entity-name retry --add-config cleanup.policy=delete"));
    }

    @Test
    void refusesATopicWithoutThePartitionThatTheListenerIsAssigned() {
        ExistingTopic topic = topic(Map.of());

        verification.verify(new ForwardTopic("retry", "main", null, topic.partitions()), topic, null);
        assertThat(problems).isEmpty();
        verification.verify(new ForwardTopic("retry", "main", null, topic.partitions() + 1), topic, null);
        assertThat(problems)
                .containsExactly(new TopicProblem(
                        "retry",
                        "has 3 partitions, but the listener is assigned partition 3 of main: nobody would read where its"
                                + " failed records go",
                        "Add partitions: kafka-topics.sh --bootstrap-server <broker> --alter --topic retry"
                                + " --partitions 4"));
    }

    @Test
    void acceptsTimestampsOfBroker() {
        verification.verify(RETRY, topic(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime")), null);

        assertThat(problems).isEmpty();
        assertThat(log.lines(Level.WARN)).isEmpty();
    }

    @Test
    void remarksOnceOnWhatIsMerelyUnfortunate() {
        ExistingTopic main = new ExistingTopic("main", 6, 3, Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "2000000"));
        ExistingTopic retry = topic(
                Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "1000000", TopicConfig.RETENTION_BYTES_CONFIG, "1048576"));

        verification.verify(RETRY, retry, main);
        verification.verify(RETRY, retry, main);

        assertThat(problems).isEmpty();
        assertThat(log.lines(Level.INFO))
                .containsExactly("Topic retry has 3 partitions, main has 6: where a record's partition number does not"
                        + " exist, a hash of its key chooses one");
        assertThat(log.lines(Level.WARN))
                .containsExactly(
                        "Topic retry has retention.bytes=1048576: when more is written to a partition, records are deleted"
                                + " that were not read yet. Set it to -1",
                        "Topic retry has 2 replicas, main has 3: a record is less safe while it is retried than before",
                        "Topic retry takes records of up to 1000000 bytes, main up to 2000000: a larger record is not"
                                + " retried, it goes to the dead-letter topic. Set max.message.bytes of retry to"
                                + " 2065536");
    }

    @Test
    void warnsOfADeadLetterTopicThatTakesLessThanTheMainTopic() {
        ExistingTopic main = new ExistingTopic("main", 3, 2, Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "2000000"));

        verification.verify(DEAD_LETTERS, topic(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "1000000")), main);

        assertThat(problems).isEmpty();
        assertThat(log.lines(Level.WARN))
                .containsExactly("Topic retry takes records of up to 1000000 bytes, main up to 2000000: a larger dead"
                        + " letter cannot be written, and the offsets from it on are held. Set max.message.bytes of retry"
                        + " to 2065536");
    }

    @Test
    void remarksOnATopicWithoutRoomForTheHeadersOfForwards() {
        ExistingTopic main = new ExistingTopic("main", 3, 2, Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "1000000"));
        verification.verify(RETRY, topic(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "1065536")), main);
        assertThat(log.lines(Level.INFO)).isEmpty();

        verification.verify(RETRY, topic(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "1000000")), main);

        assertThat(log.lines(Level.WARN)).isEmpty();
        assertThat(log.lines(Level.INFO))
                .containsExactly("Topic retry takes records of up to 1000000 bytes, as large as those of main or little"
                        + " larger: one that just fits there may not fit with the headers of a forward. Set"
                        + " max.message.bytes of retry to 1065536");
    }

    @Test
    void warnsOfMoreInSyncReplicasThanThereAreReplicas() {
        verification.verify(RETRY, topic(Map.of(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "3")), null);

        assertThat(problems).isEmpty();
        assertThat(log.lines(Level.WARN))
                .containsExactly(
                        "Topic retry has 2 replicas, but min.insync.replicas=3: brokers of today take all of its"
                                + " replicas for enough, older ones refuse every record");
    }

    @Test
    void warnsOfReplicasOfWhichNoneMayFailUnlessTheMainTopicHasThemToo() {
        Map<String, String> two = Map.of(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");
        verification.verify(RETRY, topic(two), new ExistingTopic("main", 3, 2, two));
        assertThat(log.lines(Level.WARN)).isEmpty();

        verification.verify(RETRY, topic(two), new ExistingTopic("main", 3, 3, two));

        assertThat(problems).isEmpty();
        assertThat(log.lines(Level.WARN))
                .contains(
                        "Topic retry has 2 replicas and min.insync.replicas=2: while one of its brokers is down nothing"
                                + " can be forwarded to it");
    }

    @Test
    void doesNotJudgeWhatCannotBeRead() {
        verification.verify(RETRY, topic(Map.of()), new ExistingTopic("main", 3, 2, Map.of()));

        assertThat(problems).isEmpty();
        assertThat(log.lines(Level.WARN)).isEmpty();
    }

    private static ExistingTopic topic(Map<String, String> config) {
        return new ExistingTopic("retry", 3, 2, config);
    }
}
