package io.redrive.autoconfigure;

import io.redrive.admin.TopicState;
import io.redrive.autoconfigure.DeadLettersReport.Detail;
import io.redrive.autoconfigure.DeadLettersReport.Group;
import io.redrive.autoconfigure.DeadLettersReport.Left;
import io.redrive.autoconfigure.DeadLettersReport.Partition;
import io.redrive.autoconfigure.DeadLettersReport.Scan;
import io.redrive.autoconfigure.DeadLettersReport.Source;
import io.redrive.autoconfigure.DeadLettersReport.Topic;
import io.redrive.census.CensusReport;
import io.redrive.deadletter.FailureGroup;
import io.redrive.scan.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts together what is told of dead-letter topics: nothing of it depends on who asks. */
final class DeadLetterCounts {

    private DeadLetterCounts() {}

    /** Returns what is told of a topic among others; {@code state} is null when it could not be seen. */
    static Topic topic(DeadLetterTopic topic, @Nullable TopicState state, CensusReport counted, Instant now) {
        Instant oldest = counted.oldest();
        Instant expiry = state == null ? null : expiry(state, oldest);
        return new Topic(
                topic.sources().stream()
                        .map(each -> new Source(each.listener(), each.mainTopic(), each.group(), each.retryTopics()))
                        .toList(),
                state == null ? null : (Integer) state.partitions().size(),
                state == null ? null : (Long) counted.unresolved(),
                state == null ? null : (Long) counted.uncounted(),
                state == null ? null : (Long) retained(state),
                state == null ? null : (Integer) counted.groups().size(),
                state == null || oldest == null ? null : DeadLetterReports.instant(oldest),
                state == null ? null : retention(state.settings()),
                expiry == null ? null : DeadLetterReports.instant(expiry),
                expiry == null
                        ? null
                        : Duration.ofSeconds(Duration.between(now, expiry).toSeconds())
                                .toString(),
                state == null ? null : (Long) counted.lost());
    }

    /** Returns what is told of one topic. */
    static Detail detail(DeadLetterTopic topic, DeadLetterStore.Look look, CensusReport counted, Instant now) {
        TopicState state = look.topics().get(topic.name());
        TopicState.Settings settings = state == null ? null : state.settings();
        Map<Integer, Partition> partitions = new TreeMap<>();
        if (state != null) {
            state.partitions().forEach((number, ends) -> {
                CensusReport.OfPartition of = counted.partitions()
                        .getOrDefault(number, new CensusReport.OfPartition(0, ends.end() - ends.begin()));
                partitions.put(number, new Partition(ends.begin(), ends.end(), of.unresolved(), of.uncounted()));
            });
        }
        return new Detail(
                DeadLetterReports.instant(look.asOf()),
                look.error(),
                topic.name(),
                topic(topic, state, counted, now),
                settings == null ? null : settings.retentionBytes(),
                settings == null ? null : settings.cleanupPolicy(),
                partitions);
    }

    /** Returns what is told of a group. */
    static Group group(FailureGroup group) {
        return new Group(
                group.cause().fingerprint().value(),
                group.cause().title(),
                group.cause().type(),
                group.cause().frame(),
                group.count(),
                DeadLetterReports.instant(group.firstSeen()),
                DeadLetterReports.instant(group.lastSeen()),
                group.sample().id());
    }

    /** Returns what is told of a scan. */
    static Scan scan(Progress progress) {
        Map<Integer, Left> left = new TreeMap<>();
        progress.left().forEach((partition, offsets) -> {
            if (!offsets.isEmpty()) {
                left.put(partition, new Left(offsets.from(), offsets.to()));
            }
        });
        return new Scan(
                progress.records(),
                progress.bytes(),
                progress.elapsed().toMillis(),
                progress.end().name().toLowerCase(Locale.ROOT),
                left);
    }

    /** Returns how many offsets a topic has from its beginning to its end. */
    static long retained(TopicState state) {
        return state.partitions().values().stream()
                .mapToLong(ends -> Math.max(0, ends.end() - ends.begin()))
                .sum();
    }

    /** Returns when the first unresolved record may be deleted, or null when it never is, or that is not known. */
    static @Nullable Instant expiry(TopicState state, @Nullable Instant oldest) {
        TopicState.Settings settings = state.settings();
        Duration retention =
                settings == null || !settings.cleanupPolicy().contains("delete") ? null : settings.retention();
        return oldest == null || retention == null ? null : oldest.plus(retention);
    }

    private static @Nullable String retention(TopicState.@Nullable Settings settings) {
        if (settings == null) {
            return null;
        }
        Duration retention = settings.retention();
        return retention == null ? "forever" : retention.toString();
    }
}
