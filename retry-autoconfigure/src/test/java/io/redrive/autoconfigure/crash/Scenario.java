package io.redrive.autoconfigure.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** A main topic, the applications that listen to it, and the records sent there. */
final class Scenario implements AutoCloseable {

    private static final int PARTITIONS = 4;

    final Cluster cluster;
    private final Path directory;
    private final String address;
    private final String topic;
    private final String group;
    private final List<Duration> delays;
    private final Map<String, ChildJvm> applications = new HashMap<>();
    private final Queue<String> sent = new ConcurrentLinkedQueue<>();
    private final List<ScheduledExecutorService> loads = new ArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger();

    /** Records being sent. */
    @FunctionalInterface
    interface Load {

        /** Sends no more, and returns when all that was sent is acknowledged. */
        void stop();
    }

    /** Prepares a scenario on a broker that need not run yet; the delays must differ, so that each has its topic. */
    Scenario(Path directory, BrokerProcess broker, String topic, Duration... delays) {
        this.directory = directory;
        this.address = broker.address();
        this.topic = topic;
        this.group = "of-" + topic;
        this.delays = List.of(delays);
        this.cluster = new Cluster(address);
    }

    void createMainTopic() {
        cluster.createTopic(topic, PARTITIONS);
    }

    /** Starts an application; its settings are those given and whatever is needed to be part of the scenario. */
    ChildJvm start(String name, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.main.banner-mode=off",
                "--spring.kafka.bootstrap-servers=" + address,
                "--spring.kafka.client-id=" + name,
                "--spring.kafka.consumer.auto-offset-reset=earliest",
                "--spring.kafka.listener.concurrency=2",
                "--scripted.topic=" + topic,
                "--scripted.group=" + group,
                "--scripted.delays="
                        + String.join(
                                ",",
                                delays.stream()
                                        .map(each -> each.toMillis() + "ms")
                                        .toList()),
                "--scripted.journal=" + journal(name)));
        for (String setting : settings) {
            arguments.add("--" + setting);
        }
        ChildJvm application = ChildJvm.start(
                ScriptedApplication.class, directory.resolve(name + ".log"), "logging.config", arguments);
        applications.put(name, application);
        return application;
    }

    /** Sends records and returns when they are acknowledged; the failures of each follow from its number. */
    List<String> send(int count, IntUnaryOperator failures) {
        List<String> values = new ArrayList<>();
        List<Future<RecordMetadata>> sends = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = numbers.getAndIncrement();
            String value = new Script(number, failures.applyAsInt(number)).value();
            values.add(value);
            sends.add(cluster.send(topic, value));
        }
        sends.forEach(Cluster::await);
        sent.addAll(values);
        return values;
    }

    /** Sends records at a steady rate until it is stopped. */
    Load sendSteadily(int perSecond, IntUnaryOperator failures) {
        int every = 50;
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        loads.add(executor);
        Queue<Future<RecordMetadata>> sends = new ConcurrentLinkedQueue<>();
        Future<?> sending = executor.scheduleAtFixedRate(
                () -> {
                    for (int i = 0; i < perSecond * every / 1_000; i++) {
                        int number = numbers.getAndIncrement();
                        String value = new Script(number, failures.applyAsInt(number)).value();
                        sent.add(value);
                        sends.add(cluster.send(topic, value));
                    }
                },
                0,
                every,
                TimeUnit.MILLISECONDS);
        return () -> {
            sending.cancel(false);
            executor.shutdown();
            await().atMost(Duration.ofSeconds(10)).until(executor::isTerminated);
            sends.forEach(Cluster::await);
        };
    }

    List<String> sent() {
        return List.copyOf(sent);
    }

    int maxAttempts() {
        return delays.size() + 1;
    }

    List<Duration> delays() {
        return delays;
    }

    String mainTopic() {
        return topic;
    }

    /** Returns the name of the topic in which records wait for attempt {@code level + 1}. */
    String retryTopic(int level) {
        return topic + "-" + group + "-retry-" + level;
    }

    String deadLetterTopic() {
        return topic + "-" + group + "-dlt";
    }

    List<String> retryTopics() {
        List<String> topics = new ArrayList<>();
        for (int level = 1; level <= delays.size(); level++) {
            topics.add(retryTopic(level));
        }
        return topics;
    }

    List<String> topicsOfForwards() {
        List<String> topics = retryTopics();
        topics.add(deadLetterTopic());
        return topics;
    }

    /** Returns what all applications have written into their journals, each in its order. */
    List<JournalEntry> journal() {
        List<JournalEntry> entries = new ArrayList<>();
        applications.keySet().forEach(name -> entries.addAll(Journal.read(journal(name))));
        return entries;
    }

    List<JournalEntry> journalOf(String name) {
        return Journal.read(journal(name));
    }

    /** Returns roughly how many lines the journals have, without reading them. */
    long journalSize() {
        long size = 0;
        for (String name : applications.keySet()) {
            try {
                size += Files.exists(journal(name)) ? Files.size(journal(name)) : 0;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        return size;
    }

    Map<TopicPartition, OffsetAndMetadata> committed() {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>(cluster.committed(group));
        committed.putAll(cluster.committed(group + "-retry"));
        return committed;
    }

    Evidence evidence() {
        return new Evidence(this);
    }

    /** Waits until every record of the main topic and of the retry topics is done with: its offset is committed. */
    void awaitAllSettled(Duration limit) {
        List<String> topics = retryTopics();
        topics.add(topic);
        awaitSettled(topics, limit);
    }

    void awaitSettled(Collection<String> topics, Duration limit) {
        await().atMost(limit).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            // Twice: while all is settled nothing can be forwarded, so the second look sees the last forwards.
            assertThat(unsettled(topics))
                    .as("ends of partitions that are not committed")
                    .isEmpty();
            assertThat(unsettled(topics))
                    .as("ends of partitions that are not committed")
                    .isEmpty();
        });
    }

    private Map<TopicPartition, Long> unsettled(Collection<String> topics) {
        Map<TopicPartition, Long> open = cluster.ends(List.copyOf(topics));
        Map<TopicPartition, OffsetAndMetadata> committed = committed();
        open.entrySet().removeIf(end -> {
            OffsetAndMetadata at = committed.get(end.getKey());
            return end.getValue() == 0 || (at != null && at.offset() == end.getValue());
        });
        return open;
    }

    @Override
    public void close() {
        loads.forEach(ScheduledExecutorService::shutdownNow);
        applications.values().forEach(ChildJvm::close);
        cluster.close();
    }

    private Path journal(String name) {
        return directory.resolve(name + ".journal");
    }
}
