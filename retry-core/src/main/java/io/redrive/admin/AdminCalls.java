package io.redrive.admin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreatePartitionsOptions;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DeleteRecordsOptions;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeFeaturesOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks the broker about many topics in one request and waits for the answers, none longer than {@value #LONGEST_CALL_MS} ms
 * or beyond a common end. No answer at all is a {@link BrokerUnavailableException}.
 */
final class AdminCalls {

    static final int LONGEST_CALL_MS = 5_000;

    private static final String LIST = "list the offsets of topics";

    /** Brokers mostly know a new topic within some milliseconds; with each try it is waited twice as long. */
    private static final long FIRST_WAIT_MS = 5;

    private static final long LONGEST_WAIT_MS = 100;
    private static final int SLACK_MS = 1_000;

    private final Admin admin;
    private final InstantSource clock;
    private final Instant end;

    AdminCalls(Admin admin, InstantSource clock, Duration within) {
        this.admin = admin;
        this.clock = clock;
        this.end = clock.instant().plus(within);
    }

    /** Returns the names of all topics that may be seen, without Kafka's own. */
    Set<String> names() {
        return Set.copyOf(ask(
                        "list topics",
                        admin.listTopics(new ListTopicsOptions().timeoutMs(timeoutMs()))
                                .names())
                .granted());
    }

    /** Returns the level of a feature that the brokers have agreed on, 0 when they have none. */
    Answer<Integer> feature(String name) {
        Answer<FeatureMetadata> answer = ask(
                "describe features",
                admin.describeFeatures(new DescribeFeaturesOptions().timeoutMs(timeoutMs()))
                        .featureMetadata());
        if (!answer.isGranted()) {
            return new Answer<>(null, answer.refusal());
        }
        FinalizedVersionRange level = answer.granted().finalizedFeatures().get(name);
        return new Answer<>(level == null ? 0 : (int) level.maxVersionLevel(), null);
    }

    /** Returns the ids of all consumer groups that may be seen. */
    Set<String> groups() {
        return ask(
                        "list groups",
                        admin.listGroups(ListGroupsOptions.forConsumerGroups().timeoutMs(timeoutMs()))
                                .valid())
                .orElse(List.of())
                .stream()
                .map(GroupListing::groupId)
                .collect(Collectors.toSet());
    }

    /** Returns the offsets that a group has committed, none when they may not be seen. */
    Map<TopicPartition, Long> committed(String group) {
        return committedIfSeen(group).orElse(Map.of());
    }

    /** Returns the offsets that a group has committed. */
    Answer<Map<TopicPartition, Long>> committedIfSeen(String group) {
        ListConsumerGroupOffsetsOptions options = new ListConsumerGroupOffsetsOptions().timeoutMs(timeoutMs());
        Answer<Map<TopicPartition, OffsetAndMetadata>> answer = ask(
                "list the offsets of group " + group,
                admin.listConsumerGroupOffsets(group, options).partitionsToOffsetAndMetadata());
        return answer.isGranted()
                ? new Answer<>(positions(answer.granted()), null)
                : new Answer<>(null, answer.refusal());
    }

    /** Returns the offsets that groups have committed, without the groups whose offsets may not be seen. */
    Map<String, Map<TopicPartition, Long>> committed(Collection<String> groups) {
        Map<String, Map<TopicPartition, Long>> offsets = new HashMap<>();
        committedWithMetadata(groups).forEach((group, committed) -> offsets.put(group, positions(committed)));
        return offsets;
    }

    /** Returns what groups have committed, without the groups whose offsets may not be seen. */
    Map<String, Map<TopicPartition, OffsetAndMetadata>> committedWithMetadata(Collection<String> groups) {
        Map<String, ListConsumerGroupOffsetsSpec> wanted = new HashMap<>();
        groups.forEach(group -> wanted.put(group, new ListConsumerGroupOffsetsSpec()));
        ListConsumerGroupOffsetsResult listed =
                admin.listConsumerGroupOffsets(wanted, new ListConsumerGroupOffsetsOptions().timeoutMs(timeoutMs()));
        Map<String, Map<TopicPartition, OffsetAndMetadata>> offsets = new HashMap<>();
        for (String group : groups) {
            Answer<Map<TopicPartition, OffsetAndMetadata>> answer =
                    ask("list the offsets of groups", listed.partitionsToOffsetAndMetadata(group));
            if (answer.isGranted()) {
                Map<TopicPartition, OffsetAndMetadata> known = new HashMap<>(answer.granted());
                known.values().removeIf(Objects::isNull);
                offsets.put(group, known);
            }
        }
        return offsets;
    }

    /** Commits offsets for a group that nobody reads with; refused when somebody does. */
    Answer<Void> commit(String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
        AlterConsumerGroupOffsetsOptions options = new AlterConsumerGroupOffsetsOptions().timeoutMs(timeoutMs());
        return ask(
                "commit offsets of group " + group,
                admin.alterConsumerGroupOffsets(group, offsets, options).all());
    }

    private static Map<TopicPartition, Long> positions(Map<TopicPartition, OffsetAndMetadata> committed) {
        Map<TopicPartition, Long> positions = new HashMap<>();
        committed.forEach((partition, offset) -> {
            if (offset != null) {
                positions.put(partition, offset.offset());
            }
        });
        return positions;
    }

    /** Returns the offsets at one end of partitions; those are missing that cannot be had. */
    Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec which) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        ListOffsetsResult listed = list(partitions, which, IsolationLevel.READ_UNCOMMITTED);
        for (TopicPartition partition : partitions) {
            Answer<ListOffsetsResultInfo> answer = ask(LIST, listed.partitionResult(partition));
            if (answer.isGranted()) {
                offsets.put(partition, answer.granted().offset());
            }
        }
        return offsets;
    }

    /**
     * Returns where partitions begin and end for who reads with this isolation level, and can do with what is there: as long as some
     * of them answer, those are missing as well that do not, such as those without a leader.
     */
    Map<TopicPartition, TopicState.Ends> ends(Collection<TopicPartition> partitions, IsolationLevel isolation) {
        // Both at once, so that one that does not answer takes its time once.
        ListOffsetsResult begins = list(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        ListOffsetsResult ends = list(partitions, OffsetSpec.latest(), isolation);
        Map<TopicPartition, TopicState.Ends> known = new HashMap<>();
        BrokerUnavailableException silent = null;
        for (TopicPartition partition : partitions) {
            try {
                Answer<ListOffsetsResultInfo> begin = ask(LIST, begins.partitionResult(partition));
                Answer<ListOffsetsResultInfo> end = ask(LIST, ends.partitionResult(partition));
                if (begin.isGranted() && end.isGranted()) {
                    known.put(
                            partition,
                            new TopicState.Ends(
                                    begin.granted().offset(), end.granted().offset()));
                }
            } catch (BrokerUnavailableException unavailable) {
                if (!(unavailable.getCause() instanceof ExecutionException)) {
                    // Not even the client answers, and would not for the next one.
                    throw unavailable;
                }
                silent = unavailable;
            }
        }
        if (silent != null && known.isEmpty()) {
            throw silent;
        }
        return known;
    }

    private ListOffsetsResult list(Collection<TopicPartition> partitions, OffsetSpec which, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, which));
        return admin.listOffsets(wanted, new ListOffsetsOptions(isolation).timeoutMs(timeoutMs()));
    }

    /** Returns what identifies the cluster, however its brokers are addressed. */
    String clusterId() {
        return ask(
                        "ask for the cluster's id",
                        admin.describeCluster(new DescribeClusterOptions().timeoutMs(timeoutMs()))
                                .clusterId())
                .granted();
    }

    Map<String, Answer<TopicDescription>> describe(Collection<String> topics) {
        DescribeTopicsOptions options =
                new DescribeTopicsOptions().timeoutMs(timeoutMs()).includeAuthorizedOperations(true);
        return await("describe topics", admin.describeTopics(topics, options).topicNameValues(), name -> name);
    }

    Map<String, Answer<Config>> configs(Collection<String> topics) {
        List<ConfigResource> resources = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        DescribeConfigsOptions options = new DescribeConfigsOptions().timeoutMs(timeoutMs());
        return await(
                "describe the settings of topics",
                admin.describeConfigs(resources, options).values(),
                ConfigResource::name);
    }

    /** Deletes what is before an offset of a partition. */
    Answer<Void> deleteBefore(TopicPartition partition, long offset) {
        return ask(
                "delete records of topic " + partition.topic(),
                admin.deleteRecords(
                                Map.of(partition, RecordsToDelete.beforeOffset(offset)),
                                new DeleteRecordsOptions().timeoutMs(timeoutMs()))
                        .all());
    }

    Map<String, Answer<Void>> create(Collection<NewTopic> topics) {
        CreateTopicsOptions options = new CreateTopicsOptions().timeoutMs(timeoutMs());
        return await("create topics", admin.createTopics(topics, options).values(), name -> name);
    }

    /** Gives topics more partitions. */
    Map<String, Answer<Void>> grow(Map<String, Integer> partitions) {
        Map<String, NewPartitions> wanted = new LinkedHashMap<>();
        partitions.forEach((topic, count) -> wanted.put(topic, NewPartitions.increaseTo(count)));
        CreatePartitionsOptions options = new CreatePartitionsOptions().timeoutMs(timeoutMs());
        return await("add partitions", admin.createPartitions(wanted, options).values(), name -> name);
    }

    /** Describes topics again and again until the brokers know all of them, which takes a moment after their creation. */
    Map<String, Answer<TopicDescription>> describeWhenKnown(Collection<String> topics, Duration patience) {
        return describeUntil(
                topics, patience, answers -> answers.values().stream().noneMatch(Answer::isUnknownTopic));
    }

    /** Describes topics again and again until they have as many partitions, of which the brokers hear after the controller. */
    Map<String, Answer<TopicDescription>> describeWhenGrown(Map<String, Integer> partitions, Duration patience) {
        return describeUntil(
                partitions.keySet(),
                patience,
                answers -> partitions.entrySet().stream().allMatch(wanted -> {
                    Answer<TopicDescription> answer = answers.get(wanted.getKey());
                    return answer != null
                            && answer.isGranted()
                            && answer.granted().partitions().size() >= wanted.getValue();
                }));
    }

    private Map<String, Answer<TopicDescription>> describeUntil(
            Collection<String> topics, Duration patience, Predicate<Map<String, Answer<TopicDescription>>> enough) {
        Instant until = clock.instant().plus(patience);
        for (int tries = 0; ; tries++) {
            Map<String, Answer<TopicDescription>> answers = describe(topics);
            Instant now = clock.instant();
            if (!now.isBefore(until) || !now.isBefore(end) || enough.test(answers)) {
                return answers;
            }
            pause(tries);
        }
    }

    /**
     * Waits until the leaders of new partitions have taken them up, which is later than their being known. A producer that
     * writes in between can have its first batch refused and its second accepted, and then waits for its delivery time-out.
     */
    void awaitLeaders(Collection<TopicPartition> partitions, Duration patience) {
        Instant until = clock.instant().plus(patience);
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        partitions.forEach(partition -> ends.put(partition, OffsetSpec.latest()));
        for (int tries = 0;
                !ends.isEmpty()
                        && clock.instant().isBefore(until)
                        && clock.instant().isBefore(end);
                tries++) {
            ListOffsetsResult listed = admin.listOffsets(ends, new ListOffsetsOptions().timeoutMs(timeoutMs()));
            for (TopicPartition partition : List.copyOf(ends.keySet())) {
                Answer<?> answer = ask("ask for the ends of new topics", listed.partitionResult(partition));
                if (!answer.isUnknownTopic()) {
                    ends.remove(partition);
                }
            }
            if (!ends.isEmpty()) {
                pause(tries);
            }
        }
    }

    private void pause(int tries) {
        long millis = Math.min(FIRST_WAIT_MS << Math.min(tries, 10), LONGEST_WAIT_MS);
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private int timeoutMs() {
        long leftMs = Duration.between(clock.instant(), end).toMillis();
        return (int) Math.max(1, Math.min(LONGEST_CALL_MS, leftMs));
    }

    private static <K, T> Map<String, Answer<T>> await(
            String attempted, Map<K, KafkaFuture<T>> futures, Function<K, String> name) {
        Map<String, Answer<T>> answers = new LinkedHashMap<>();
        futures.forEach((key, future) -> answers.put(name.apply(key), ask(attempted, future)));
        return answers;
    }

    private static <T> Answer<T> ask(String attempted, KafkaFuture<T> future) {
        try {
            // The client ends its calls itself, unless its thread is stuck in a name look-up.
            return new Answer<>(future.get(LONGEST_CALL_MS + SLACK_MS, TimeUnit.MILLISECONDS), null);
        } catch (ExecutionException failure) {
            Throwable cause = failure.getCause();
            if (cause instanceof ApiException refusal && isAboutTopic(refusal)) {
                return new Answer<>(null, refusal);
            }
            throw new BrokerUnavailableException(attempted, failure);
        } catch (TimeoutException failure) {
            throw new BrokerUnavailableException(attempted, failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new BrokerUnavailableException(attempted, interruption);
        }
    }

    private static boolean isAboutTopic(ApiException failure) {
        if (failure instanceof UnknownTopicOrPartitionException) {
            return true;
        }
        return !(failure instanceof RetriableException) && !(failure instanceof AuthenticationException);
    }
}
