package io.redrive.admin;

import io.redrive.topic.GroupChange;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the topics of a cluster and changes none of them. One thread at a time; each method throws
 * {@link BrokerUnavailableException} when the brokers give no answer, and may then be called again.
 */
public final class TopicLook implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(15);

    private final AdminSession session;
    private final InstantSource clock;

    /** Creates a look at the cluster that {@code access} leads to. */
    public TopicLook(BrokerAccess access, InstantSource clock) {
        this.session = new AdminSession(access.admins());
        this.clock = clock;
    }

    /** Returns the names of all topics. */
    public Set<String> names() {
        return calls().names();
    }

    /** Returns what identifies the cluster, however its brokers are addressed. */
    public String clusterId() {
        return calls().clusterId();
    }

    /** Returns those of these topics that exist and may be seen. */
    Map<String, ExistingTopic> existing(Collection<String> topics) {
        AdminCalls calls = calls();
        Map<String, TopicDescription> found = new HashMap<>();
        calls.describe(topics).forEach((name, answer) -> {
            if (answer.isGranted()) {
                found.put(name, answer.granted());
            }
        });
        Map<String, ExistingTopic> existing = new HashMap<>();
        if (!found.isEmpty()) {
            calls.configs(found.keySet()).forEach((name, answer) -> {
                TopicDescription description = found.get(name);
                if (description != null) {
                    existing.put(name, ExistingTopic.of(description, answer));
                }
            });
        }
        return existing;
    }

    /** Returns how long topics keep their records, as far as that may be seen; negative for ever. */
    public Map<String, Duration> retentions(Collection<String> topics) {
        Map<String, Duration> retentions = new HashMap<>();
        calls().configs(topics).forEach((topic, answer) -> {
            if (answer.isGranted()) {
                var retention = answer.granted().get(TopicConfig.RETENTION_MS_CONFIG);
                if (retention != null && retention.value() != null) {
                    retentions.put(topic, Duration.ofMillis(Long.parseLong(retention.value())));
                }
            }
        });
        return retentions;
    }

    /** Lets groups of a listener go on where others have come to, as far as nobody reads with them yet. */
    public void handOver(String listener, Collection<GroupChange> changes) {
        OffsetHandover.run(calls(), listener, changes);
    }

    /** Whether a group has committed offsets in a topic. */
    public boolean hasRead(String group, String topic) {
        return calls().committed(group).keySet().stream()
                .anyMatch(partition -> partition.topic().equals(topic));
    }

    /** Whether a group has read a topic that is none of {@code own}. */
    public boolean isReadByOthers(String topic, Set<String> own) {
        AdminCalls calls = calls();
        return calls.groups().stream()
                .filter(other -> !own.contains(other))
                .anyMatch(other -> calls.committed(other).keySet().stream()
                        .anyMatch(partition -> partition.topic().equals(topic)));
    }

    /** Whether a group has nothing left to read in a topic; false also when the topic is not there. */
    public boolean isDrained(String topic, String group) {
        Long unread = unread(topic, committed -> committed.orElse(Map.of()), Set.of(group));
        return unread != null && unread == 0;
    }

    /**
     * Returns how many records of a topic, at most, none of these groups has read; some of them may have been processed before
     * earlier ones. Null when that may not be seen.
     */
    public @Nullable Long unread(String topic, Set<String> groups) {
        return unread(topic, committed -> committed.isGranted() ? committed.granted() : null, groups);
    }

    private @Nullable Long unread(
            String topic,
            Function<Answer<Map<TopicPartition, Long>>, @Nullable Map<TopicPartition, Long>> reading,
            Set<String> groups) {
        AdminCalls calls = calls();
        Answer<TopicDescription> description = calls.describe(List.of(topic)).get(topic);
        if (description == null || !description.isGranted()) {
            return null;
        }
        List<TopicPartition> partitions = description.granted().partitions().stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList();
        Map<TopicPartition, Long> read = new HashMap<>(calls.offsets(partitions, OffsetSpec.earliest()));
        for (String group : groups) {
            Map<TopicPartition, Long> committed = reading.apply(calls.committedIfSeen(group));
            if (committed == null) {
                return null;
            }
            committed.forEach(
                    (partition, offset) -> read.computeIfPresent(partition, (same, from) -> Math.max(from, offset)));
        }
        Map<TopicPartition, Long> ends = calls.offsets(partitions, OffsetSpec.latest());
        if (!read.keySet().containsAll(partitions) || !ends.keySet().containsAll(partitions)) {
            return null;
        }
        return partitions.stream()
                .mapToLong(each -> Math.max(0, ends.getOrDefault(each, 0L) - read.getOrDefault(each, 0L)))
                .sum();
    }

    /** Forgets the connection after a failure that it would not get over. */
    public void failed(BrokerUnavailableException failure) {
        session.closeAfter(failure);
    }

    /** Ends calls in progress; later ones fail. */
    @Override
    public void close() {
        session.end();
    }

    private AdminCalls calls() {
        return new AdminCalls(session.open(), clock, LONGEST);
    }
}
