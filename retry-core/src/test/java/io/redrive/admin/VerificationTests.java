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

        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).toString())
                .contains(
                        "(retention.ms=899999)", "for up to 15m", "deleted while they wait", "retention.ms=605700000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "900000"})
    void acceptsRetentionThatOutlastsLongestDelay(String retentionMs) {
        verification.verify(RETRY, topic(Map.of(TopicConfig.RETENTION_MS_CONFIG, retentionMs)), null);

        assertThat(problems).isEmpty();
    }

    @Test
    void warnsOfRetentionShorterThanARecordMayStayWhoseListenerAsksForIt() {
        verification.verify(RETRY, topic(Map.of(TopicConfig.RETENTION_MS_CONFIG, "3600000")), null);
        verification.verify(DEAD_LETTERS, topic(Map.of(TopicConfig.RETENTION_MS_CONFIG, "3599999")), null);
        assertThat(log.lines(Level.WARN)).isEmpty();

        verification.verify(RETRY, topic(Map.of(TopicConfig.RETENTION_MS_CONFIG, "3599999")), null);

        assertThat(problems).isEmpty();
        assertThat(log.lines(Level.WARN))
                .singleElement()
                .asString()
                .contains("(retention.ms=3599999)", "RetryAfterException", "at least 3600000");
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

        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).what()).contains("compacted (cleanup.policy=" + policy + ")");
    }

    @Test
    void refusesATopicWithoutThePartitionThatTheListenerIsAssigned() {
        ExistingTopic topic = topic(Map.of());

        verification.verify(new ForwardTopic("retry", "main", null, topic.partitions()), topic, null);
        assertThat(problems).isEmpty();
        verification.verify(new ForwardTopic("retry", "main", null, topic.partitions() + 1), topic, null);
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).toString())
                .contains("is assigned partition " + topic.partitions(), "--partitions " + (topic.partitions() + 1));
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
        assertThat(log.lines(Level.INFO)).singleElement().asString().contains("has 3 partitions, main has 6");
        assertThat(log.lines(Level.WARN))
                .satisfiesExactly(
                        bytes -> assertThat(bytes).contains("retention.bytes=1048576"),
                        replicas -> assertThat(replicas).contains("has 2 replicas, main has 3"),
                        size -> assertThat(size).contains("up to 1000000 bytes, main up to 2000000"));
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
