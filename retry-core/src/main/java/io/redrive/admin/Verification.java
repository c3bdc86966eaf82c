package io.redrive.admin;

import io.redrive.topic.TopicSettings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** Compares a retry or dead-letter topic that exists with what its listener needs; what cannot be read is not judged. */
final class Verification {

    private static final String ALTER = "kafka-configs.sh --bootstrap-server <broker> --alter --entity-type topics";

    /** Who is away for longer, such as over a weekend, has been told. */
    private static final Duration SHORT_MARGIN = Duration.ofDays(3);

    private final Remarks remarks;
    private final List<TopicProblem> problems;

    /**
     * Creates a verification.
     *
     * @param remarks takes what is worth knowing
     * @param problems takes what the listener cannot run with
     */
    Verification(Remarks remarks, List<TopicProblem> problems) {
        this.remarks = remarks;
        this.problems = problems;
    }

    /** Verifies a topic; {@code main} is null when nothing is known of its main topic. */
    void verify(ForwardTopic wanted, ExistingTopic topic, @Nullable ExistingTopic main) {
        verifyCleanup(topic);
        verifyRetention(wanted, topic);
        verifyPartitions(wanted, topic);
        verifyInSyncReplicas(topic, main);
        if (main != null) {
            compare(topic, main);
            compareSizes(wanted, topic, main);
        }
    }

    private void verifyCleanup(ExistingTopic topic) {
        if (topic.text(TopicConfig.CLEANUP_POLICY_CONFIG).contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            problems.add(new TopicProblem(
                    topic.name(),
                    "is compacted (cleanup.policy=" + topic.text(TopicConfig.CLEANUP_POLICY_CONFIG)
                            + "): of the records of one key only the last would be kept, and records without a key"
                            + " would be refused",
                    "Set cleanup.policy=delete: " + ALTER + " --entity-name " + topic.name()
                            + " --add-config cleanup.policy=delete"));
        }
    }

    private void verifyRetention(ForwardTopic wanted, ExistingTopic topic) {
        Duration longest = wanted.longestDelay();
        Long retentionMs = topic.number(TopicConfig.RETENTION_MS_CONFIG);
        if (longest != null && retentionMs != null && retentionMs >= 0 && retentionMs < longest.toMillis()) {
            long enoughMs = longest.plus(TopicSettings.RETRY_RETENTION_MARGIN).toMillis();
            problems.add(new TopicProblem(
                    topic.name(),
                    "keeps its records for " + spoken(Duration.ofMillis(retentionMs)) + " (retention.ms=" + retentionMs
                            + "), but they wait there for up to " + spoken(longest)
                            + ": records would be deleted while they wait",
                    "Set retention.ms to at least " + longest.toMillis() + ", better to " + enoughMs + ": " + ALTER
                            + " --entity-name " + topic.name() + " --add-config retention.ms=" + enoughMs
                            + "; or shorten the delay"));
        } else if (longest != null
                && retentionMs != null
                && retentionMs >= 0
                && retentionMs < TopicSettings.RETRY_STAY.toMillis()) {
            remarks.warn("Topic " + topic.name() + " keeps its records for " + spoken(Duration.ofMillis(retentionMs))
                    + " (retention.ms=" + retentionMs + "): one whose listener asks for a longer delay with a"
                    + " RetryAfterException would be deleted while it waits. Set retention.ms to at least "
                    + TopicSettings.RETRY_STAY.toMillis());
        } else if (longest != null
                && retentionMs != null
                && retentionMs >= 0
                && retentionMs < longest.plus(SHORT_MARGIN).toMillis()) {
            remarks.warn("Topic " + topic.name() + " keeps its records for " + spoken(Duration.ofMillis(retentionMs))
                    + " (retention.ms=" + retentionMs + "), and they wait there for up to " + spoken(longest)
                    + ": when nobody reads it for longer than the rest, records are deleted. Set retention.ms to "
                    + longest.plus(TopicSettings.RETRY_RETENTION_MARGIN).toMillis());
        }
        Long retentionBytes = topic.number(TopicConfig.RETENTION_BYTES_CONFIG);
        if (retentionBytes != null && retentionBytes >= 0) {
            remarks.warn(
                    "Topic " + topic.name() + " has retention.bytes=" + retentionBytes
                            + ": when more is written to a partition, records are deleted that were not read yet. Set it to -1");
        }
    }

    private void verifyPartitions(ForwardTopic wanted, ExistingTopic topic) {
        if (topic.partitions() < wanted.leastPartitions()) {
            problems.add(new TopicProblem(
                    topic.name(),
                    "has " + topic.partitions() + " partitions, but the listener is assigned partition "
                            + (wanted.leastPartitions() - 1) + " of " + wanted.mainTopic()
                            + ": nobody would read where its failed records go",
                    "Add partitions: kafka-topics.sh --bootstrap-server <broker> --alter --topic " + topic.name()
                            + " --partitions " + wanted.leastPartitions()));
        }
    }

    private void compare(ExistingTopic topic, ExistingTopic main) {
        if (topic.partitions() != main.partitions()) {
            remarks.info("Topic " + topic.name() + " has " + topic.partitions() + " partitions, " + main.name()
                    + " has " + main.partitions()
                    + ": where a record's partition number does not exist, a hash of its key chooses one");
        }
        if (topic.replicas() < main.replicas()) {
            remarks.warn("Topic " + topic.name() + " has " + topic.replicas() + " replicas, " + main.name() + " has "
                    + main.replicas() + ": a record is less safe while it is retried than before");
        }
    }

    private void verifyInSyncReplicas(ExistingTopic topic, @Nullable ExistingTopic main) {
        Long inSync = topic.number(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
        if (inSync == null) {
            return;
        }
        if (inSync > topic.replicas()) {
            remarks.warn("Topic " + topic.name() + " has " + topic.replicas() + " replicas, but min.insync.replicas="
                    + inSync
                    + ": brokers of today take all of its replicas for enough, older ones refuse every record");
        } else if (inSync > 1 && inSync == topic.replicas() && (main == null || standsAFailure(main))) {
            remarks.warn("Topic " + topic.name() + " has " + topic.replicas() + " replicas and min.insync.replicas="
                    + inSync + ": while one of its brokers is down nothing can be forwarded to it");
        }
    }

    private static boolean standsAFailure(ExistingTopic main) {
        Long inSync = main.number(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
        return inSync == null || inSync < main.replicas();
    }

    private void compareSizes(ForwardTopic wanted, ExistingTopic topic, ExistingTopic main) {
        Long maxBytes = topic.number(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        Long mainMaxBytes = main.number(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        if (maxBytes == null || mainMaxBytes == null) {
            return;
        }
        long enough = NewTopics.withHeaders(mainMaxBytes);
        String raise = ". Set max.message.bytes of " + topic.name() + " to " + enough;
        if (maxBytes < mainMaxBytes) {
            remarks.warn("Topic " + topic.name() + " takes records of up to " + maxBytes + " bytes, " + main.name()
                    + " up to " + mainMaxBytes + ": "
                    + (wanted.longestDelay() == null
                            ? "a larger dead letter cannot be written, and the offsets from it on are held"
                            : "a larger record is not retried, it goes to the dead-letter topic")
                    + raise);
        } else if (maxBytes < enough) {
            remarks.info("Topic " + topic.name() + " takes records of up to " + maxBytes
                    + " bytes, as large as those of "
                    + main.name() + " or little larger: one that just fits there may not fit with the headers of a"
                    + " forward" + raise);
        }
    }

    /** Returns a duration such as {@code 1h30m} or {@code 0.5s}. */
    static String spoken(Duration duration) {
        return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }
}
