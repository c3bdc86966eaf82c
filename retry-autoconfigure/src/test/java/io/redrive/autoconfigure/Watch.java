package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.autoconfigure.Journal.Place;
import io.redrive.listener.RetryListener;
import io.redrive.listener.RetryListeners;
import io.redrive.topic.LiveTopics;
import io.redrive.topic.TopicChain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.springframework.context.ApplicationContext;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * Watches the committed offsets of an application's listeners while it runs, and checks in the end what must hold whatever a
 * test does: nothing was delivered before it was due or twice, every record is settled, and no offset was ever committed
 * over a record whose listener had not ended and whose forward was not in its next topic.
 */
final class Watch implements AutoCloseable {

    static final Collection<Place> EVERYTHING_SETTLED = List.of();

    private static final int PAUSE_MS = 20;

    private final ApplicationContext context;
    private final Journal journal;
    /** Grows when listeners are registered while the application runs. */
    private volatile List<Lane> lanes = List.of();

    private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();
    private final Map<Lane, Map<TopicPartition, Long>> lastSeen = new HashMap<>();
    private final ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "watch");
        thread.setDaemon(true);
        return thread;
    });

    Watch(ApplicationContext context, Journal journal) {
        this.context = context;
        this.journal = journal;
        this.lanes = lanes(context);
        var unused = sampler.scheduleWithFixedDelay(this::sampleAll, 0, PAUSE_MS, TimeUnit.MILLISECONDS);
    }

    /** A main or retry topic that a group reads, and the topics its failed records go to. */
    private record Lane(String group, String topic, TopicChain chain) {}

    /** What was committed before {@code atMs}, and, read after that, where the forward topics ended. */
    private record Sample(
            Lane lane, long atMs, Map<TopicPartition, Long> committed, Map<TopicPartition, Long> forwardEnds) {}

    private static List<Lane> lanes(ApplicationContext context) {
        List<Lane> lanes = new ArrayList<>();
        EngineRuntime runtime = context.getBeanProvider(EngineRuntime.class).getIfAvailable();
        if (runtime == null) {
            return lanes;
        }
        for (MessageListenerContainer container :
                context.getBean(KafkaListenerEndpointRegistry.class).getListenerContainers()) {
            runtime.engine().listeners().all().stream()
                    .map(RetryListeners.Entry::listener)
                    .filter(listener -> String.valueOf(container.getListenerId())
                            .startsWith(listener.topology().listenerId()))
                    .forEach(listener -> lanes.addAll(lanes(container, listener)));
        }
        return lanes.stream().distinct().toList();
    }

    private static List<Lane> lanes(MessageListenerContainer container, RetryListener listener) {
        Collection<TopicChain> chains = listener.topics().view().chains();
        List<Lane> lanes = new ArrayList<>();
        for (String topic : topics(container, listener)) {
            chains.stream()
                    .filter(chain -> reads(chain, topic))
                    .forEach(chain -> lanes.add(new Lane(container.getGroupId(), topic, chain)));
        }
        return lanes;
    }

    /** Returns what a container reads; where its listener has a pattern, its consumers follow what the listener has found. */
    private static Collection<String> topics(MessageListenerContainer container, RetryListener listener) {
        ContainerProperties properties = container.getContainerProperties();
        if (properties.getTopicPattern() != null) {
            LiveTopics.View view = listener.topics().view();
            String suffix = String.valueOf(container.getListenerId())
                    .substring(listener.topology().listenerId().length());
            return suffix.isEmpty()
                    ? view.mainTopics()
                    : view.retryTopics().stream()
                            .filter(topic -> suffix.equals("-retry") || topic.endsWith(suffix))
                            .toList();
        }
        Set<String> topics = new LinkedHashSet<>();
        if (properties.getTopics() != null) {
            topics.addAll(List.of(properties.getTopics()));
        }
        if (properties.getTopicPartitions() != null) {
            List.of(properties.getTopicPartitions()).forEach(each -> topics.add(each.getTopic()));
        }
        return topics;
    }

    private static boolean reads(TopicChain chain, String topic) {
        return chain.mainTopic().equals(topic)
                || chain.retryTopics().stream().anyMatch(each -> each.name().equals(topic));
    }

    private void sampleAll() {
        try {
            addNewLanes();
            for (Lane lane : lanes) {
                sample(lane);
            }
        } catch (RuntimeException | AssertionError brokerBusy) {
            // The next sample sees it.
        }
    }

    private void addNewLanes() {
        Set<Lane> all = new LinkedHashSet<>(lanes);
        all.addAll(lanes(context));
        lanes = List.copyOf(all);
    }

    private void sample(Lane lane) {
        Map<TopicPartition, Long> committed = TestBroker.committed(lane.group(), lane.topic());
        long atMs = System.currentTimeMillis();
        if (!committed.equals(lastSeen.put(lane, committed))) {
            samples.add(new Sample(
                    lane, atMs, committed, TestBroker.ends(lane.chain().forwardTopics())));
        }
    }

    Journal journal() {
        return journal;
    }

    /** Waits until all records are settled. */
    void verifySettled() {
        verifyCommitted(EVERYTHING_SETTLED);
    }

    private void verifyCommitted(Collection<Place> unsettled) {
        addNewLanes();
        assertThat(lanes).as("topics that are watched").isNotEmpty();
        TestApp.eventually(() -> {
            Map<TopicPartition, Long> before = ends();
            Set<Place> open = uncommitted();
            // A record that moves on meanwhile is seen neither where it was nor where it is.
            assertThat(ends()).as("ends of the topics").isEqualTo(before);
            assertThat(open).as("records that are not committed").containsExactlyInAnyOrderElementsOf(unsettled);
        });
    }

    private Map<TopicPartition, Long> ends() {
        return TestBroker.ends(lanes.stream().map(Lane::topic).distinct().toList());
    }

    void verify(Collection<Place> unsettled) {
        verifyCommitted(unsettled);
        close();
        sampleAll();
        assertThat(journal.early()).as("deliveries before they were due").isEmpty();
        assertThat(journal.deliveredTwice())
                .as("places delivered twice")
                .noneMatch(place -> lanes.stream().anyMatch(lane -> lane.topic().equals(place.topic())));
        Set<String> topics = new LinkedHashSet<>();
        lanes.forEach(lane -> topics.add(lane.topic()));
        lanes.forEach(lane -> topics.addAll(lane.chain().forwardTopics()));
        // A listener that is refused is there for a moment, and its topics never are.
        topics.retainAll(TestBroker.topics());
        Map<String, List<ConsumerRecord<byte[], byte[]>>> records = TestBroker.readAll(topics);
        lanes.forEach(lane -> verifyCommits(lane, records));
    }

    /** Returns the places at or above the committed offset. */
    private Set<Place> uncommitted() {
        Set<Place> places = new LinkedHashSet<>();
        for (Lane lane : lanes) {
            Map<TopicPartition, Long> committed = TestBroker.committed(lane.group(), lane.topic());
            Map<TopicPartition, Long> ends = TestBroker.ends(List.of(lane.topic()));
            if (!lane.chain().assigned().isEmpty()) {
                ends.keySet().removeIf(id -> !lane.chain().assigned().contains(id.partition()));
            }
            ends.forEach((partition, end) -> {
                for (long offset = committed.getOrDefault(partition, 0L); offset < end; offset++) {
                    places.add(new Place(lane.group(), lane.topic(), partition.partition(), offset));
                }
            });
        }
        return places;
    }

    private void verifyCommits(Lane lane, Map<String, List<ConsumerRecord<byte[], byte[]>>> all) {
        List<ConsumerRecord<byte[], byte[]>> forwards = lane.chain().forwardTopics().stream()
                .flatMap(topic -> all.getOrDefault(topic, List.of()).stream())
                .toList();
        List<ConsumerRecord<byte[], byte[]>> records = all.getOrDefault(lane.topic(), List.of());
        Set<Place> checked = new HashSet<>();
        for (Sample sample : samples) {
            if (!sample.lane().equals(lane)) {
                continue;
            }
            for (ConsumerRecord<byte[], byte[]> record : records) {
                Place place = new Place(lane.group(), lane.topic(), record.partition(), record.offset());
                long committed =
                        sample.committed().getOrDefault(new TopicPartition(lane.topic(), record.partition()), 0L);
                if (record.offset() < committed && checked.add(place)) {
                    assertThat(isDone(place, sample.atMs()) || isForwarded(record, sample, forwards))
                            .as(place + " was committed over at " + sample.atMs()
                                    + " although it was neither processed nor forwarded by then")
                            .isTrue();
                }
            }
        }
    }

    private boolean isDone(Place place, long atMs) {
        Long endedAtMs = journal.endedAtMs(place);
        return endedAtMs != null && endedAtMs <= atMs;
    }

    private static boolean isForwarded(
            ConsumerRecord<byte[], byte[]> record, Sample sample, List<ConsumerRecord<byte[], byte[]>> forwards) {
        return forwards.stream()
                .filter(forward -> forward.offset()
                        < sample.forwardEnds()
                                .getOrDefault(new TopicPartition(forward.topic(), forward.partition()), 0L))
                .anyMatch(forward -> follows(forward, record, sample.lane().chain()));
    }

    /** Whether a forward is the next step of a record. */
    private static boolean follows(
            ConsumerRecord<byte[], byte[]> forward, ConsumerRecord<byte[], byte[]> record, TopicChain chain) {
        if (forward.topic().equals(record.topic()) && forward.offset() == record.offset()) {
            return false;
        }
        boolean main = record.topic().equals(chain.mainTopic());
        RetryHeaders.Origin own = new RetryHeaders.Origin(record.topic(), record.partition(), record.offset());
        RetryHeaders.Origin origin = main ? own : RetryHeaders.origin(record.headers());
        int attempt = main ? 1 : RetryHeaders.attempt(record.headers(), 1);
        boolean malformed = "malformed-headers".equals(RetryHeaders.text(forward.headers(), RetryHeaders.REASON));
        return Arrays.equals(forward.key(), record.key())
                && Arrays.equals(forward.value(), record.value())
                && Objects.equals(RetryHeaders.origin(forward.headers()), origin == null ? own : origin)
                && (malformed || RetryHeaders.attempt(forward.headers(), 0) == attempt + 1);
    }

    @Override
    public void close() {
        sampler.shutdown();
        try {
            if (!sampler.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the last sample did not end");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
