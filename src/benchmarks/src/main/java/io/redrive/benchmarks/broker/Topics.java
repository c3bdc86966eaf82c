package io.redrive.benchmarks.broker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates and deletes topics, one caller at a time. */
public final class Topics implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Admin admin;

    /** Connects to a broker; lives until closed. */
    public Topics(String bootstrapServers) {
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    /**
     * Creates a topic of one replica and returns when the leader of each partition answers.
     *
     * <p>A leader in the metadata is not enough: until the broker has taken up the partition, it may refuse the first batch of
     * an idempotent producer and then accept the second, after which the first can never be written.
     */
    public void create(String topic, int partitions) {
        create(List.of(topic), partitions);
    }

    /** Does the same with several topics. */
    public void create(List<String> names, int partitions) {
        await(admin.createTopics(names.stream()
                        .map(name -> new NewTopic(name, partitions, (short) 1))
                        .toList())
                .all());
        Map<TopicPartition, OffsetSpec> ends = names.stream()
                .flatMap(name -> IntStream.range(0, partitions).mapToObj(number -> new TopicPartition(name, number)))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!isServed(ends)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Topics " + names + " are not served after " + LIMIT);
            }
        }
    }

    /** Does the same, unless the topic is there. */
    public void createUnlessExists(String topic, int partitions) {
        if (!exists(topic)) {
            create(topic, partitions);
        }
    }

    /** Whether there is such a topic. */
    public boolean exists(String topic) {
        return startingWith(topic).contains(topic);
    }

    /** The names of all topics that begin like this. */
    public List<String> startingWith(String prefix) {
        return await(admin.listTopics().names()).stream()
                .filter(topic -> topic.startsWith(prefix))
                .sorted()
                .toList();
    }

    /** How many partitions a topic has. */
    public int partitions(String topic) {
        return await(admin.describeTopics(List.of(topic)).allTopicNames()).values().stream()
                .mapToInt(description -> description.partitions().size())
                .sum();
    }

    /** How many records have ever been written to these topics, all of their partitions together. */
    public long written(List<String> topics) {
        Map<TopicPartition, OffsetSpec> ends = await(
                        admin.describeTopics(topics).allTopicNames())
                .values()
                .stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        return await(admin.listOffsets(ends).all()).values().stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    /** Deletes a topic and every other whose name begins like it, as its retry and dead-letter topics do. */
    public void deleteStartingWith(String prefix) {
        await(admin.deleteTopics(startingWith(prefix)).all());
    }

    @Override
    public void close() {
        admin.close();
    }

    private boolean isServed(Map<TopicPartition, OffsetSpec> ends) {
        try {
            await(admin.listOffsets(ends).all());
            return true;
        } catch (UnknownTopicOrPartitionException notYet) {
            return false;
        }
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("The broker refused", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("The broker did not answer in " + LIMIT, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the broker", e);
        }
    }
}
