package io.redrive.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.redrive.topic.GroupChange;
import io.redrive.topic.TopicMode;
import io.redrive.topic.TopicSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReconciliationIT {

    private static final Duration FIRST_ATTEMPT = Duration.ofSeconds(20);
    private static final InstantSource CLOCK = InstantSource.system();

    private static TestBroker broker;

    private final CapturedLog log = new CapturedLog(Reconciliation.class);
    private final List<String> told = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void startBroker() {
        broker = new TestBroker(Map.of());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @AfterEach
    void releaseLog() {
        log.close();
    }

    @Test
    void callsBackOnThreadOfFirstAttempt() {
        ManualScheduler scheduler = new ManualScheduler();
        Reconciliation reconciliation =
                reconciliation(scheduler, broker.address(), listener("a", "now-1"), listener("b", "now-2"));

        reconciliation.start(FIRST_ATTEMPT);

        String thread = Thread.currentThread().getName();
        assertThat(told).containsExactly("a verified on " + thread, "b verified on " + thread);
        assertThat(scheduler.isIdle()).isTrue();
        scheduler.shutdownNow();
    }

    @Test
    void startsListenersOfBrokerThatComesUpLater() throws Exception {
        ScheduledExecutorService scheduler =
                Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "reconciler"));
        try (LateAddress address = new LateAddress()) {
            Reconciliation reconciliation =
                    reconciliation(scheduler, address.address(), listener("a", "late-1"), listener("b", "late-2"));

            reconciliation.start(Duration.ofMillis(200));
            assertThat(told).isEmpty();
            address.open(broker.address());

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(told)
                            .containsExactlyInAnyOrder("a verified on reconciler", "b verified on reconciler"));
            assertThat(log.lines(Level.WARN))
                    .singleElement()
                    .asString()
                    .contains("the broker at " + address.address() + " is not reachable (");
            assertThat(log.lines(Level.INFO)).hasSize(2);
            reconciliation.stop();
        } finally {
            scheduler.shutdownNow();
        }
    }

    @Test
    void wrongTopicsFoundAtFirstEndTheStartAndStartNobody() {
        ManualScheduler scheduler = new ManualScheduler();
        broker.create("bad-1", 1, Map.of());
        broker.create("bad-1-a-retry-1", 1, Map.of("retention.ms", "1000"));
        broker.create("bad-2-b-dlt", 1, Map.of("cleanup.policy", "compact"));
        Reconciliation reconciliation = reconciliation(
                scheduler,
                broker.address(),
                listener("good", "good-1"),
                listener("a", "bad-1"),
                listener("b", "bad-2"));

        TopologyException failure =
                catchThrowableOfType(TopologyException.class, () -> reconciliation.start(FIRST_ATTEMPT));

        assertThat(failure.listeners()).containsExactly("a-listener", "b-listener");
        assertThat(failure.problems())
                .extracting(TopicProblem::topic)
                .containsExactly("bad-1-a-retry-1", "bad-2-b-dlt");
        assertThat(told).isEmpty();
        assertThat(scheduler.isIdle()).isTrue();
        scheduler.shutdownNow();
    }

    @Test
    void wrongTopicsFoundLaterAreCheckedUntilRepaired() {
        ManualScheduler scheduler = new ManualScheduler();
        broker.create("repaired", 1, Map.of());
        broker.create("repaired-a-retry-1", 1, Map.of("retention.ms", "1000"));
        Reconciliation reconciliation = reconciliation(scheduler, broker.address(), listener("a", "repaired"));
        reconciliation.start(Duration.ZERO);

        scheduler.runNext();
        assertThat(told)
                .singleElement()
                .asString()
                .startsWith("a wrong: The topics of listener a-listener are wrong:")
                .contains("repaired-a-retry-1", "retention.ms=1000");
        assertThat(log.lines(Level.ERROR))
                .singleElement()
                .asString()
                .startsWith(told.get(0).substring("a wrong: ".length()));
        broker.alter("repaired-a-retry-1", "retention.ms", "-1");
        Duration delay = scheduler.runNext();

        assertThat(delay).isEqualTo(Duration.ofMinutes(1));
        assertThat(told).hasSize(2).last().asString().startsWith("a verified");
        assertThat(scheduler.isIdle()).isTrue();
        scheduler.shutdownNow();
    }

    @Test
    void handsOverWhatIsDoneWithAlsoWhereTopicsAreTakenToBeRight() throws Exception {
        // given
        broker.create("blind-b-retry-1", 1, Map.of());
        TopicPartition partition = new TopicPartition("blind-b-retry-1", 0);
        broker.admin()
                .alterConsumerGroupOffsets("b-retry-1", Map.of(partition, new OffsetAndMetadata(7)))
                .all()
                .get();
        ManualScheduler scheduler = new ManualScheduler();
        ListenerTopics blind = new ListenerTopics(
                TestTopology.of(
                        "b",
                        new TopicSettings(TopicMode.NONE, 0, (short) 0, TopicSettings.DEFAULT_DEAD_LETTER_RETENTION),
                        "blind"),
                Set::of,
                names -> List.of(new GroupChange("blind-b-retry-1", "b-retry", "b-retry-1")),
                () -> {},
                verified -> told.add("verified"),
                wrong -> told.add("wrong: " + wrong),
                why -> told.add("unreachable: " + why));

        // when
        reconciliation(scheduler, broker.address(), blind).start(FIRST_ATTEMPT);

        // then
        assertThat(told).containsExactly("verified");
        assertThat(broker.admin()
                        .listConsumerGroupOffsets("b-retry")
                        .partitionsToOffsetAndMetadata()
                        .get())
                .extractingByKey(partition)
                .extracting(OffsetAndMetadata::offset)
                .isEqualTo(7L);
        assertThat(broker.topics()).doesNotContain("blind-b-dlt");
        assertThat(log.lines(Level.WARN)).isEmpty();
        scheduler.shutdownNow();
    }

    @Test
    void listenerThatFailsWhenToldDoesNotKeepOthersFromBeingTold() {
        ManualScheduler scheduler = new ManualScheduler();
        ListenerTopics failing = new ListenerTopics(
                TestTopology.of("failing", "guarded-1"),
                verified -> {
                    throw new IllegalStateException("cannot start");
                },
                wrong -> {});
        Reconciliation reconciliation =
                reconciliation(scheduler, broker.address(), failing, listener("other", "guarded-2"));
        reconciliation.start(Duration.ZERO);

        scheduler.runNext();

        assertThat(told).singleElement().asString().startsWith("other verified");
        assertThat(log.lines(Level.ERROR)).singleElement().asString().contains("failing-listener");
        assertThat(scheduler.isIdle()).isTrue();
        scheduler.shutdownNow();
    }

    @Test
    void listenerThatFailsInFirstAttemptFailsTheStart() {
        ManualScheduler scheduler = new ManualScheduler();
        IllegalStateException cause = new IllegalStateException("cannot start");
        ListenerTopics failing = new ListenerTopics(
                TestTopology.of("failing", "guarded-3"),
                verified -> {
                    throw cause;
                },
                wrong -> {});
        Reconciliation reconciliation = reconciliation(scheduler, broker.address(), failing);

        assertThat(catchThrowable(() -> reconciliation.start(FIRST_ATTEMPT))).isSameAs(cause);
        scheduler.shutdownNow();
    }

    @Test
    void stopEndsAnAttemptInProgress() throws Exception {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        CountDownLatch attempting = new CountDownLatch(1);
        BrokerAccess unreachable = BrokerAccess.of(Map.of("bootstrap.servers", "127.0.0.1:1"));
        BrokerAccess access = new BrokerAccess(unreachable.brokers(), () -> {
            Admin admin = unreachable.admins().get();
            attempting.countDown();
            return admin;
        });
        Reconciliation reconciliation = new Reconciliation(List.of(listener("a", "orders")), access, scheduler, CLOCK);
        reconciliation.start(Duration.ZERO);
        assertThat(attempting.await(10, TimeUnit.SECONDS)).isTrue();

        reconciliation.stop();
        scheduler.shutdown();

        assertThat(scheduler.awaitTermination(3, TimeUnit.SECONDS)).isTrue();
        assertThat(told).isEmpty();
        assertThat(log.lines(Level.WARN)).isEmpty();
    }

    private static Reconciliation reconciliation(
            ScheduledExecutorService scheduler, String address, ListenerTopics... listeners) {
        return new Reconciliation(
                List.of(listeners), BrokerAccess.of(Map.of("bootstrap.servers", address)), scheduler, CLOCK);
    }

    private ListenerTopics listener(String group, String mainTopic) {
        return new ListenerTopics(
                TestTopology.of(group, mainTopic),
                verified -> told.add(
                        group + " verified on " + Thread.currentThread().getName()),
                wrong -> told.add(group + " wrong: " + wrong));
    }
}
