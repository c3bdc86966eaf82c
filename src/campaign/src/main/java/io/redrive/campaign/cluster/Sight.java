package io.redrive.campaign.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.utils.Utils;

/** What the brokers say of their cluster. What is asked for while they cannot say it is asked again, within a limit. */
final class Sight implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long PAUSE_MS = 100;

    private final Admin admin;

    Sight(String bootstrap) {
        this.admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 6_000,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200));
    }

    Admin admin() {
        return admin;
    }

    int leaderOf(String topic, int partition) {
        return until(LIMIT, "a leader of " + topic + "-" + partition, () -> {
            Node leader = describe(List.of(topic)).stream()
                    .flatMap(description -> description.partitions().stream())
                    .filter(each -> each.partition() == partition)
                    .findFirst()
                    .orElseThrow()
                    .leader();
            if (leader == null || leader.isEmpty()) {
                throw new NotYetException("no leader");
            }
            return leader.id();
        });
    }

    int coordinatorOf(String group) {
        int partitions = until(
                LIMIT,
                "the topic of offsets",
                () -> describe(List.of(Topic.GROUP_METADATA_TOPIC_NAME))
                        .iterator()
                        .next()
                        .partitions()
                        .size());
        return leaderOf(Topic.GROUP_METADATA_TOPIC_NAME, Utils.abs(group.hashCode()) % partitions);
    }

    void awaitAlive(Collection<Integer> brokers, Duration limit) {
        until(limit, "brokers " + brokers, () -> {
            Set<Integer> alive = await(admin.describeCluster().nodes()).stream()
                    .map(Node::id)
                    .collect(Collectors.toSet());
            if (!alive.containsAll(brokers)) {
                throw new NotYetException("only " + alive + " are there");
            }
            return alive;
        });
    }

    void awaitInSync(Duration limit) {
        until(limit, "all replicas in sync", () -> {
            Set<String> topics = await(
                    admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
            for (TopicDescription topic : describe(topics)) {
                for (TopicPartitionInfo partition : topic.partitions()) {
                    if (partition.isr().size() < partition.replicas().size()) {
                        throw new NotYetException(topic.name() + " " + partition);
                    }
                }
            }
            return topics;
        });
    }

    void awaitEmpty(Collection<String> topics) {
        until(LIMIT, "nothing in " + topics, () -> {
            Map<TopicPartition, Long> begins = offsets(topics, OffsetSpec.earliest());
            if (!begins.equals(offsets(topics, OffsetSpec.latest()))) {
                throw new NotYetException("it begins at " + begins);
            }
            return begins;
        });
    }

    private Map<TopicPartition, Long> offsets(Collection<String> topics, OffsetSpec which) throws Exception {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (TopicDescription topic : describe(topics)) {
            topic.partitions().forEach(each -> wanted.put(new TopicPartition(topic.name(), each.partition()), which));
        }
        Map<TopicPartition, Long> offsets = new HashMap<>();
        await(admin.listOffsets(wanted).all()).forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    void createTopic(NewTopic topic) {
        until(LIMIT, "topic " + topic.name(), () -> {
            try {
                return await(admin.createTopics(List.of(topic)).all());
            } catch (ExecutionException failure) {
                if (failure.getCause() instanceof TopicExistsException) {
                    // An earlier try did it, though nobody heard of it.
                    return null;
                }
                throw failure;
            }
        });
        for (int partition = 0; partition < topic.numPartitions(); partition++) {
            leaderOf(topic.name(), partition);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }

    private Collection<TopicDescription> describe(Collection<String> topics) throws Exception {
        return await(admin.describeTopics(topics).allTopicNames()).values();
    }

    private static <T> T await(Future<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static <T> T until(Duration limit, String what, Callable<T> question) {
        long start = System.nanoTime();
        while (true) {
            try {
                return question.call();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new KafkaException("Interrupted while waiting for " + what, interrupted);
            } catch (Exception notYet) {
                if (System.nanoTime() - start > limit.toNanos()) {
                    throw new KafkaException("There was no answer to: " + what, notYet);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** An answer that will be another one soon. */
    private static final class NotYetException extends Exception {

        private NotYetException(String message) {
            super(message);
        }
    }
}
