package io.redrive.admin;

import io.redrive.topic.TopicMode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/**
 * Topics of one cluster that hold what is known of jobs and pauses, and what jobs have to know of other topics. Calls wait three
 * seconds at most and throw a {@link BrokerUnavailableException} when brokers do not answer. Thread-safe.
 */
public final class JobTopics implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(3);
    private static final Duration CREATION = Duration.ofSeconds(10);

    private final AdminSession session;
    private final InstantSource clock;

    /** Creates a look at the cluster that {@code access} leads to; no client is made before the first one. */
    public JobTopics(BrokerAccess access, InstantSource clock) {
        this.session = new AdminSession(access.admins());
        this.clock = clock;
    }

    /**
     * What is to be seen of some topics.
     *
     * @param ids the ids of those that exist, by name
     * @param hidden those that the application may not look at, whether or not they exist
     */
    public record Sight(Map<String, String> ids, Set<String> hidden) {

        /** Copies the collections. */
        public Sight {
            ids = Map.copyOf(ids);
            hidden = Set.copyOf(hidden);
        }
    }

    /** Returns the ids of those of some topics that exist and may be seen, by name. */
    public Map<String, String> ids(Set<String> topics) {
        return see(topics).ids();
    }

    /** Returns what is to be seen of some topics. */
    public Sight see(Set<String> topics) {
        return asking(LONGEST, calls -> {
            Map<String, String> ids = new HashMap<>();
            Set<String> hidden = new HashSet<>();
            calls.describe(topics).forEach((name, answer) -> {
                if (answer.isGranted()) {
                    ids.put(name, answer.granted().topicId().toString());
                } else if (!answer.isUnknownTopic()) {
                    hidden.add(name);
                }
            });
            return new Sight(ids, hidden);
        });
    }

    /**
     * Makes sure that a topic for notes exists: compacted, with one partition, and replicated as the topic that its notes are
     * about.
     *
     * @param about that topic
     * @param mode whether it may be created
     * @return why there is none, in words, or null when there is one
     */
    public @Nullable String ensure(String name, String about, TopicMode mode) {
        String problem = asking(CREATION, calls -> ensure(calls, name, about, mode));
        return problem.isEmpty() ? null : problem;
    }

    private static String ensure(AdminCalls calls, String name, String about, TopicMode mode) {
        Map<String, Answer<TopicDescription>> described = calls.describe(Set.of(name, about));
        Answer<TopicDescription> existing = described.get(name);
        if (existing == null || existing.isGranted() || !existing.isUnknownTopic()) {
            // A topic that may not be described may still be written.
            return existing == null || !existing.isGranted() ? "" : unfit(calls, name);
        }
        Answer<TopicDescription> model = described.get(about);
        NewTopic topic = topic(name, model == null || !model.isGranted() ? null : model.granted());
        String command = "Create it: " + NewTopics.command(topic);
        if (mode != TopicMode.CREATE) {
            return "Topic " + name + " does not exist, and redrive.topics.mode does not let it be created. " + command;
        }
        Answer<Void> created = calls.create(List.of(topic)).get(name);
        if (created != null && !created.isGranted() && !(created.refusal() instanceof TopicExistsException)) {
            return "Topic " + name + " could not be created (" + created.refusal() + "). " + command;
        }
        calls.describeWhenKnown(Set.of(name), CREATION);
        return "";
    }

    /** Says why a topic does not keep notes, as far as its settings may be seen. */
    private static String unfit(AdminCalls calls, String name) {
        Answer<Config> configs = calls.configs(Set.of(name)).get(name);
        ConfigEntry policy = configs == null || !configs.isGranted()
                ? null
                : configs.granted().get(TopicConfig.CLEANUP_POLICY_CONFIG);
        if (policy == null || policy.value() == null || policy.value().equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            return "";
        }
        return "Topic " + name + " has cleanup.policy=" + policy.value() + ", by which notes are lost. Compact it: "
                + "kafka-configs.sh --bootstrap-server <broker> --alter --entity-type topics --entity-name " + name
                + " --add-config cleanup.policy=" + TopicConfig.CLEANUP_POLICY_COMPACT;
    }

    private static NewTopic topic(String name, @Nullable TopicDescription about) {
        Optional<Short> replicas = about == null
                ? Optional.empty()
                : Optional.of((short) ExistingTopic.of(about, Map.of()).replicas());
        return new NewTopic(name, Optional.of(1), replicas)
                .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    }

    /** Returns where the partitions of topics end, whether or not what is there is committed; without what cannot be seen. */
    public Map<TopicPartition, Long> ends(Set<String> topics) {
        return asking(
                LONGEST,
                calls -> calls.offsets(
                        calls.describe(topics).values().stream()
                                .filter(Answer::isGranted)
                                .map(Answer::granted)
                                .flatMap(each -> each.partitions().stream()
                                        .map(partition -> new TopicPartition(each.name(), partition.partition())))
                                .toList(),
                        OffsetSpec.latest()));
    }

    /** Returns what groups have committed, by topic with its group. */
    public Map<TopicPartition, Long> committed(Map<String, String> groups) {
        Map<String, Map<TopicPartition, Long>> byGroup =
                asking(LONGEST, calls -> calls.committed(Set.copyOf(groups.values())));
        Map<TopicPartition, Long> committed = new HashMap<>();
        byGroup.forEach((group, offsets) -> offsets.forEach((partition, offset) -> {
            if (group.equals(groups.get(partition.topic()))) {
                committed.put(partition, offset);
            }
        }));
        return committed;
    }

    /**
     * Deletes what is before an offset of a partition.
     *
     * @throws ApiException when the brokers refuse
     */
    public void deleteBefore(String topic, int partition, long offset) {
        Answer<Void> answer =
                asking(LONGEST, calls -> calls.deleteBefore(new TopicPartition(topic, partition), offset));
        ApiException refusal = answer.refusal();
        if (refusal != null) {
            throw refusal;
        }
    }

    private <T> T asking(Duration within, Function<AdminCalls, T> question) {
        try {
            return question.apply(new AdminCalls(session.open(), clock, within));
        } catch (BrokerUnavailableException unavailable) {
            session.closeAfter(unavailable);
            throw unavailable;
        }
    }

    /** Ends calls in progress; later ones fail. */
    @Override
    public void close() {
        session.end();
    }
}
