package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.admin.BrokerAccess;
import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import io.redrive.forward.KafkaForwarder;
import io.redrive.listener.Connection;
import io.redrive.listener.RetiredReaders;
import io.redrive.listener.RetryListener;
import io.redrive.listener.RetryListeners.Entry;
import io.redrive.log.QuietLog;
import io.redrive.topic.ForwardNames;
import io.redrive.topic.GroupChange;
import io.redrive.topic.LiveTopics;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicMode;
import io.redrive.topic.TopicNaming;
import io.redrive.topic.TopicRules;
import io.redrive.topic.TopicSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ListenerClusterIT {

    private final ScheduledExecutorService scheduler = EngineRuntime.newScheduler("cluster-");
    private final List<String> events = new CopyOnWriteArrayList<>();

    @AfterEach
    void endThreads() {
        scheduler.shutdownNow();
    }

    @Test
    void doesNothingWhenItWasStoppedBeforeItsStartCame() {
        // given
        AtomicInteger clients = new AtomicInteger();
        BrokerAccess access = new BrokerAccess("nowhere:9092", () -> {
            clients.incrementAndGet();
            throw new KafkaException("No resolvable bootstrap urls");
        });
        Entry entry = entry("stopped", null, ForwardNames.ofGroup());
        ListenerCluster cluster = cluster(access, entry);

        // when
        cluster.stop();
        cluster.start(Duration.ofSeconds(1));

        // then
        assertThat(clients).hasValue(0);
        assertThat(scheduler.isTerminated()).isTrue();
    }

    @Test
    void asksNoBrokerAboutTopicsThatAreTakenToBeRight() {
        // given
        AtomicInteger clients = new AtomicInteger();
        BrokerAccess counted = new BrokerAccess("counted", () -> {
            clients.incrementAndGet();
            throw new KafkaException("no broker");
        });
        Entry blind = entry("blind-cluster", null, ForwardNames.ofGroup(), events::add, TopicMode.NONE);
        ListenerCluster cluster = cluster(counted, blind);

        // when
        cluster.start(Duration.ofSeconds(5));

        // then
        assertThat(blind.listener().isVerified()).isTrue();
        TestApp.eventually(() -> assertThat(((ThreadPoolExecutor) scheduler).getCompletedTaskCount())
                .isEqualTo(1));
        assertThat(clients).hasValue(0);
        assertThat(((ThreadPoolExecutor) scheduler).getQueue()).isEmpty();
        cluster.stop();
    }

    @Test
    void whatIsFoundWrongWhenTheBrokerAppearsKeepsTheListenerStoppedAndDownWithTheTextOfTheLog(CapturedOutput output) {
        // given
        TestBroker.createTopic("late-wrong", 1);
        TestBroker.createTopic("late-wrong-g-retry-1", 1, Map.of("cleanup.policy", "compact"));
        AtomicBoolean up = new AtomicBoolean();
        BrokerAccess late = new BrokerAccess("late:9092", () -> {
            if (up.get()) {
                return access().admins().get();
            }
            throw new KafkaException("no broker");
        });
        Entry entry = entry("late-wrong", null, ForwardNames.ofGroup());
        ListenerCluster cluster = cluster(late, entry);
        cluster.start(Duration.ofSeconds(5));
        assertThat(entry.listener().problems()).singleElement().asString().contains("late:9092 is not reachable");

        // when
        up.set(true);

        // then
        String text = "The topics of listener late-wrong are wrong:" + System.lineSeparator()
                + "  - Topic late-wrong-g-retry-1 is compacted (cleanup.policy=compact): of the records of one key only"
                + " the last would be kept, and records without a key would be refused. Set cleanup.policy=delete:"
                + " kafka-configs.sh --bootstrap-server <broker> --alter --entity-type topics --entity-name"
                + " late-wrong-g-retry-1 --add-config cleanup.policy=delete";
        TestApp.eventually(() -> assertThat(entry.listener().problems()).containsExactly(text));
        assertThat(output).contains(text + "\n\tThe listener is started as soon as this is repaired.");
        assertThat(entry.listener().isVerified()).isFalse();
        assertThat(ListenerHealth.of(entry, Map.of(), Instant.now()))
                .isEqualTo(new ListenerHealth(false, List.of(text), Map.of()));
        cluster.stop();
    }

    @Test
    void startsNoContainerAfterItsStop() {
        // given
        TestBroker.createTopic("ending-g-retry-2", 1);
        AtomicReference<Thread> stopping = new AtomicReference<>();
        Entry entry = entry("ending", null, ForwardNames.ofGroup(), topic -> {
            events.add("reading");
            TestApp.eventually(() -> assertThat(stopping.get()).isNotNull());
            TestApp.eventually(() ->
                    assertThat(stopping.get().getState()).isIn(Thread.State.TIMED_WAITING, Thread.State.TERMINATED));
            events.add("read");
        });
        entry.listener().verified();
        ListenerCluster cluster = cluster(access(), entry);
        cluster.start(Duration.ZERO);
        TestApp.eventually(() -> assertThat(events).containsExactly("reading"));

        // when
        Thread stop = new Thread(() -> {
            cluster.stop();
            events.add("stopped");
        });
        stop.start();
        stopping.set(stop);

        // then
        TestApp.eventually(() -> assertThat(events).containsExactly("reading", "read", "stopped"));
    }

    @Test
    void looksForRetiredTopicsOfAListenerThatIsVerifiedWhileItLooks() {
        // given
        TestBroker.createTopic("meanwhile-g-retry-2", 1);
        Entry late = entry("meanwhile", null, ForwardNames.ofGroup());
        Entry first =
                entry("meanwhile-first", null, new Names(() -> late.listener().verified()));
        first.listener().verified();
        ListenerCluster cluster = cluster(access(), late, first);

        // when
        cluster.start(Duration.ZERO);

        // then
        TestApp.eventually(() -> assertThat(events).contains("meanwhile-g-retry-2"));
        cluster.stop();
    }

    @Test
    void whatIsWrongWithOneListenerHoldsUpNoOther() {
        // given
        TestBroker.createTopic("wronged", 1);
        AtomicBoolean started = new AtomicBoolean();
        Entry wrong = entry("any", Pattern.compile(".*"), new Names(() -> {
            if (started.get()) {
                throw new IllegalStateException("a defect");
            }
        }));
        Entry other = entry("wronged-other", null, ForwardNames.ofGroup());
        TestBroker.createTopic("wronged-other-g-retry-2", 1);
        other.listener().verified();
        ListenerCluster cluster = new ListenerCluster(
                List.of(wrong, other), () -> List.of(wrong, other), access(), scheduler, InstantSource.system());
        wrong.listener().verified();
        started.set(true);

        // when
        cluster.start(Duration.ZERO);

        // then
        TestApp.eventually(() -> assertThat(events).contains("wronged-other-g-retry-2"));
        cluster.stop();
    }

    private ListenerCluster cluster(BrokerAccess access, Entry... entries) {
        return new ListenerCluster(List.of(entries), () -> List.of(entries), access, scheduler, InstantSource.system());
    }

    private static BrokerAccess access() {
        return BrokerAccess.of(Map.of("bootstrap.servers", TestBroker.address()));
    }

    private Entry entry(String mainTopic, Pattern pattern, ForwardNames names) {
        return entry(mainTopic, pattern, names, events::add);
    }

    /** Returns a listener in group {@code g}. */
    private Entry entry(String mainTopic, Pattern pattern, ForwardNames names, Consumer<String> onRead) {
        return entry(mainTopic, pattern, names, onRead, TopicMode.CREATE);
    }

    private Entry entry(
            String mainTopic, Pattern pattern, ForwardNames names, Consumer<String> onRead, TopicMode mode) {
        RetryTopology topology = new RetryTopology(
                mainTopic,
                "g",
                BackOffSchedule.fixed(2, Duration.ofSeconds(1)),
                Jitter.NONE,
                List.of(0),
                List.of(chain(mainTopic)),
                new TopicSettings(mode, 0, (short) 0, TopicSettings.DEFAULT_DEAD_LETTER_RETENTION));
        RetryListener listener = new RetryListener(
                topology,
                new LiveTopics(topology.chains()),
                new TopicRules("g", pattern, ListenerClusterIT::chain, names),
                Duration.ofMillis(200),
                new Connection(Map.of(), Map.of(), Map.of()),
                "shared");
        KafkaForwarder forwarder = new KafkaForwarder(
                () -> {
                    throw new KafkaException("not needed");
                },
                scheduler,
                new QuietLog(() -> Instant.EPOCH),
                () -> Instant.EPOCH);
        return new Entry(listener, forwarder, new RetiredReaders() {

            @Override
            public String group(String topic, TopicChain chain) {
                return "g-retry";
            }

            @Override
            public List<GroupChange> changes(TopicChain chain) {
                return List.of();
            }

            @Override
            public List<GroupChange> changes(String topic, TopicChain chain) {
                return List.of();
            }

            @Override
            public void read(String topic, TopicChain chain) {
                onRead.accept(topic);
            }
        });
    }

    private static TopicChain chain(String mainTopic) {
        return new TopicChain(
                mainTopic,
                List.of(new RetryTopic(TopicNaming.retryTopic(mainTopic, "g", 1), Duration.ofSeconds(1))),
                TopicNaming.deadLetterTopic(mainTopic, "g"));
    }

    /** The usual names; something happens whenever they are asked for. */
    private record Names(Runnable whenAsked) implements ForwardNames {

        @Override
        public boolean isRetryTopic(String topic, String mainTopic, String group) {
            whenAsked.run();
            return ForwardNames.ofGroup().isRetryTopic(topic, mainTopic, group);
        }

        @Override
        public boolean carryGroup() {
            return true;
        }

        @Override
        public String containerSuffix(String topic, String mainTopic) {
            return ForwardNames.ofGroup().containerSuffix(topic, mainTopic);
        }

        @Override
        public boolean isDeadLetterTopic(String topic, String mainTopic, String group) {
            return ForwardNames.ofGroup().isDeadLetterTopic(topic, mainTopic, group);
        }
    }
}
