package io.redrive.listener;

import io.redrive.consume.Holdings;
import io.redrive.topic.LiveTopics;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.MessageListenerContainer;

/** A listener whose failures are retried: its topics and its containers. Thread-safe. */
public final class RetryListener {

    private final RetryTopology topology;
    private final LiveTopics topics;
    private final TopicRules rules;
    private final Duration lookEvery;
    private final Connection connection;
    private final String layout;
    private final Holdings holdings = new Holdings();
    private final Map<String, String> problems = new ConcurrentSkipListMap<>();
    private final Map<String, ListenerContainer> containers = new ConcurrentSkipListMap<>();
    private final Map<String, RetiredTopic> retired = new ConcurrentSkipListMap<>();
    private final List<MessageListenerContainer> startedByUs = new CopyOnWriteArrayList<>();
    private final RetryDelivery retries = new RetryDelivery(containers::values);
    private @Nullable Boolean transactional;
    private volatile boolean registered;
    private volatile boolean verified;

    /**
     * Creates a listener whose topics are not verified yet.
     *
     * @param topology its topics and delays as written
     * @param topics its topics by now
     * @param rules what names its topics
     * @param lookEvery how often main topics are looked for that match its pattern
     * @param connection how it reaches its brokers
     * @param layout how its topics are spread over containers, in words
     */
    public RetryListener(
            RetryTopology topology,
            LiveTopics topics,
            TopicRules rules,
            Duration lookEvery,
            Connection connection,
            String layout) {
        this.topology = topology;
        this.topics = topics;
        this.rules = rules;
        this.lookEvery = lookEvery;
        this.connection = connection;
        this.layout = layout;
    }

    /** Returns its delays and its topics as they are written, which are none when a pattern names them. */
    public RetryTopology topology() {
        return topology;
    }

    /** Returns its topics by now. */
    public LiveTopics topics() {
        return topics;
    }

    /** Returns what names its topics. */
    public TopicRules rules() {
        return rules;
    }

    /** Returns how often main topics are looked for that match its pattern. */
    public Duration lookEvery() {
        return lookEvery;
    }

    /** Returns how it reaches its brokers. */
    public Connection connection() {
        return connection;
    }

    /** Returns how its topics are spread over containers, in words. */
    public String layout() {
        return layout;
    }

    /** Returns what its consumers hold. */
    public Holdings holdings() {
        return holdings;
    }

    /** Returns its containers, by id. */
    public List<ListenerContainer> containers() {
        return List.copyOf(containers.values());
    }

    /** Returns the consumer groups of its containers, none before they are made. */
    public Set<String> groups() {
        return containers.values().stream()
                .map(each -> each.container().getGroupId())
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    void made(ListenerContainer container) {
        containers.put(container.id(), container);
        retries.made(container);
    }

    /** Returns what decides whether its retry containers deliver. */
    public RetryDelivery retries() {
        return retries;
    }

    /** Notes whether a container of it is transactional; false when an earlier one was not the same. */
    synchronized boolean agreeOnTransactions(boolean ofContainer) {
        if (transactional == null) {
            transactional = ofContainer;
        }
        return transactional == ofContainer;
    }

    /** Whether what its consumers do takes effect in transactions; false before there are any. */
    public synchronized boolean isTransactional() {
        return transactional != null && transactional;
    }

    /** Returns what is wrong with its topics, as the log says it. */
    public List<String> problems() {
        return List.copyOf(problems.values());
    }

    /**
     * Notes what keeps topics of it from being read.
     *
     * @param topics which topics; an earlier problem of the same is replaced
     */
    public void noteProblem(String topics, String problem) {
        problems.put(topics, problem);
    }

    /** Notes that a problem is solved. */
    public void problemIsSolved(String topics) {
        problems.remove(topics);
    }

    /** Whether its topics exist and fit; until then none of its containers can start. */
    public boolean isVerified() {
        return verified;
    }

    /** Returns the topics that an earlier version of the application wrote to, by name. */
    public List<RetiredTopic> retiredTopics() {
        return List.copyOf(retired.values());
    }

    /** Notes what is known of a retired topic. */
    public void noteRetired(RetiredTopic topic) {
        retired.put(topic.name(), topic);
    }

    /** Stops reading a retired topic that was deleted. */
    public void retiredIsGone(String topic) {
        topics.retiredIsGone(topic);
        retired.remove(topic);
    }

    /** Reads a retired topic from now on. */
    public void readRetired(String topic, TopicChain chain, RetiredReaders readers) {
        topics.retire(topic, chain);
        readers.read(topic, chain);
        retired.put(topic, new RetiredTopic(topic, readers.group(topic, chain), false));
    }

    /** Whether one of its containers is to be started without the application asking for it. */
    public boolean startsByItself(MessageListenerContainer container) {
        return startedByUs.contains(container);
    }

    void startWhenVerified(MessageListenerContainer container) {
        startedByUs.add(container);
    }

    /** Notes that all its containers are there; starts them when its topics were verified before. */
    public void registered() {
        registered = true;
        if (verified) {
            startContainers();
        }
    }

    /** Notes that its topics exist and fit; starts its containers when they are there. */
    public void verified() {
        verified = true;
        if (registered) {
            startContainers();
        }
    }

    /** Those of the retry topics first, so that what the main topic forwards is awaited. */
    private void startContainers() {
        retries.awaitDecision();
        List<MessageListenerContainer> containers = new ArrayList<>(startedByUs);
        for (int last = containers.size() - 1; last >= 0; last--) {
            start(containers.get(last));
        }
    }

    private static void start(MessageListenerContainer container) {
        if (container.isRunning() && !container.isChildRunning()) {
            // Somebody tried to start it before: it counts as running since, without a single consumer.
            container.stop();
        }
        container.start();
    }
}
