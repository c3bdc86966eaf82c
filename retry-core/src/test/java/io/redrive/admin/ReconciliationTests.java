package io.redrive.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.redrive.RedriveConfigurationException;
import io.redrive.topic.GroupChange;
import io.redrive.topic.TopicMode;
import io.redrive.topic.TopicSettings;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** While the broker cannot be reached. */
class ReconciliationTests {

    private static final Duration FIRST_ATTEMPT = Duration.ofSeconds(5);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2030-01-01T00:00:00Z"));
    private final InstantSource clock = now::get;
    private final ManualScheduler scheduler = new ManualScheduler();
    private final CapturedLog log = new CapturedLog(Reconciliation.class);
    private final AtomicInteger attempts = new AtomicInteger();
    private final List<String> told = new ArrayList<>();
    private final Map<String, String> unreachable = new HashMap<>();

    @AfterEach
    void release() {
        log.close();
        scheduler.shutdownNow();
    }

    @Test
    void attemptsAreMadeWithGrowingDelays() {
        Reconciliation reconciliation = unreachable();

        reconciliation.start(FIRST_ATTEMPT);
        List<Duration> delays = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            delays.add(scheduler.runNext());
        }

        assertThat(delays).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 15L, 15L);
        assertThat(attempts).hasValue(7);
        assertThat(told).isEmpty();
    }

    @Test
    void logsOneLineAMinuteThatSaysWhatIsMissing() {
        Reconciliation reconciliation = unreachable();

        reconciliation.start(FIRST_ATTEMPT);
        for (int second = 1; second < 60; second++) {
            now.set(now.get().plusSeconds(1));
            scheduler.runNext();
        }

        assertThat(log.lines(Level.WARN))
                .singleElement()
                .asString()
                .contains("listener billing-listener, shipping-listener cannot be verified")
                .contains("the broker at nowhere:9092 is not reachable")
                .contains("No resolvable bootstrap urls");

        now.set(now.get().plusSeconds(1));
        scheduler.runNext();

        assertThat(log.lines(Level.WARN)).hasSize(2);
    }

    @Test
    void tellsEachListenerWhatIsLogged() {
        Reconciliation reconciliation = unreachable();

        reconciliation.start(FIRST_ATTEMPT);

        assertThat(unreachable.keySet()).containsExactlyInAnyOrder("billing", "shipping");
        assertThat(log.lines(Level.WARN)).singleElement().isEqualTo(unreachable.get("billing"));
    }

    @Test
    void isSilentAfterStop() {
        Reconciliation reconciliation = unreachable();
        reconciliation.start(FIRST_ATTEMPT);

        reconciliation.stop();
        reconciliation.stop();
        scheduler.runNext();

        assertThat(scheduler.isIdle()).isTrue();
        assertThat(attempts).hasValue(1);
    }

    @Test
    void canBeStoppedBeforeStart() {
        Reconciliation reconciliation = unreachable();

        reconciliation.stop();
        reconciliation.start(FIRST_ATTEMPT);

        assertThat(attempts).hasValue(0);
        assertThat(scheduler.isIdle()).isTrue();
        assertThat(log.lines(Level.WARN)).isEmpty();
    }

    @Test
    void leavesAllToBackgroundWhenFirstAttemptMayTakeNoTime() {
        Reconciliation reconciliation = unreachable();

        reconciliation.start(Duration.ZERO);

        assertThat(attempts).hasValue(0);
        assertThat(scheduler.isIdle()).isFalse();
    }

    @Test
    void survivesSchedulerThatWasShutDown() {
        Reconciliation reconciliation = unreachable();
        scheduler.shutdownNow();

        assertThatCode(() -> reconciliation.start(FIRST_ATTEMPT)).doesNotThrowAnyException();
    }

    @Test
    void unexpectedFailureDoesNotEndTheAttempts() {
        Admin broken = (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(), new Class<?>[] {Admin.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    throw new IllegalStateException("a defect");
                });
        BrokerAccess access = new BrokerAccess("somewhere:9092", () -> {
            attempts.incrementAndGet();
            return broken;
        });
        Reconciliation reconciliation = new Reconciliation(List.of(listener("billing")), access, scheduler, clock);
        reconciliation.start(Duration.ZERO);

        scheduler.runNext();
        scheduler.runNext();

        assertThat(attempts).hasValue(2);
        assertThat(scheduler.isIdle()).isFalse();
        assertThat(log.lines(Level.ERROR)).hasSize(2);
    }

    @Test
    void tellsWhatIsWrongWithAListenerItselfAndTriesTheOthersWhenItIsFoundLater() {
        List<String> wrong = new ArrayList<>();
        AtomicBoolean reachable = new AtomicBoolean();
        ListenerTopics astray = new ListenerTopics(
                TestTopology.of("billing", "orders"),
                Set::of,
                () -> {
                    attempts.incrementAndGet();
                    if (!reachable.get()) {
                        throw new BrokerUnavailableException("ask for the cluster's id", new TimeoutException("late"));
                    }
                    throw new RedriveConfigurationException("Listener billing reads elsewhere", "Correct its address");
                },
                verified -> told.add("billing"),
                wrong::add,
                unused -> {});
        BrokerAccess access = new BrokerAccess("nowhere:9092", () -> {
            throw new KafkaException("No resolvable bootstrap urls given in bootstrap.servers");
        });
        Reconciliation reconciliation =
                new Reconciliation(List.of(astray, listener("shipping")), access, scheduler, clock);
        reconciliation.start(FIRST_ATTEMPT);

        reachable.set(true);
        scheduler.runNext();
        scheduler.runNext();

        assertThat(wrong).contains("Listener billing reads elsewhere. Correct its address");
        assertThat(log.lines(Level.ERROR))
                .containsExactly(
                        "Listener billing reads elsewhere. Correct its address\n\tThe listener is started as soon as this is repaired.");
        assertThat(unreachable).containsKey("shipping");
        assertThat(scheduler.isIdle()).isFalse();
    }

    @Test
    @Timeout(30)
    void looksAtListenersSideBySideOnceTheFirstGotAnAnswer() {
        CountDownLatch both = new CountDownLatch(2);
        ListenerTopics first =
                wrong("billing", () -> assertThat(both.getCount()).isEqualTo(2));
        ListenerTopics second = wrong("shipping", () -> meet(both));
        ListenerTopics third = wrong("invoices", () -> meet(both));
        Reconciliation reconciliation = new Reconciliation(
                List.of(first, second, third), new BrokerAccess("nowhere:9092", () -> null), scheduler, clock);

        assertThatThrownBy(() -> reconciliation.start(FIRST_ATTEMPT)).hasMessage("billing is wrong");

        assertThat(both.getCount()).isZero();
    }

    private static void meet(CountDownLatch all) {
        all.countDown();
        try {
            all.await();
        } catch (InterruptedException interruption) {
            throw new IllegalStateException(interruption);
        }
    }

    private static ListenerTopics wrong(String group, Runnable before) {
        return new ListenerTopics(
                TestTopology.of(group, "orders"),
                Set::of,
                () -> {
                    before.run();
                    throw new RedriveConfigurationException(group + " is wrong", "Repair it");
                },
                unused -> {},
                unused -> {},
                unused -> {});
    }

    @Test
    void asksNobodyAboutTopicsThatAreTakenToBeRight() {
        List<VerifiedTopics> taken = new ArrayList<>();
        ListenerTopics blind = new ListenerTopics(
                TestTopology.of(
                        "blind",
                        new TopicSettings(TopicMode.NONE, 0, (short) 0, TopicSettings.DEFAULT_DEAD_LETTER_RETENTION),
                        "orders"),
                taken::add,
                wrong -> {});
        BrokerAccess access = new BrokerAccess("nowhere:9092", () -> {
            attempts.incrementAndGet();
            throw new KafkaException("No resolvable bootstrap urls given in bootstrap.servers");
        });
        new Reconciliation(List.of(blind), access, scheduler, clock).start(FIRST_ATTEMPT);
        assertThat(attempts).hasValue(0);
        assertThat(scheduler.isIdle()).isTrue();

        new Reconciliation(List.of(listener("billing"), blind), access, scheduler, clock).start(FIRST_ATTEMPT);

        assertThat(taken).containsExactly(VerifiedTopics.UNKNOWN, VerifiedTopics.UNKNOWN);
        assertThat(told).isEmpty();
        assertThat(log.lines(Level.WARN))
                .singleElement()
                .asString()
                .startsWith("Topics of listener billing-listener cannot be verified");
    }

    @Test
    void startsListenersWhoseTopicsAreTakenToBeRightAlsoWhenNobodySaysHowFarTheyHaveComeInAnotherLayout() {
        // given
        BrokerAccess access = new BrokerAccess("nowhere:9092", () -> {
            attempts.incrementAndGet();
            throw new KafkaException("No resolvable bootstrap urls given in bootstrap.servers");
        });
        Reconciliation reconciliation =
                new Reconciliation(List.of(laidOut("billing"), laidOut("shipping")), access, scheduler, clock);

        // when
        reconciliation.start(FIRST_ATTEMPT);

        // then
        assertThat(told).containsExactly("billing", "shipping");
        assertThat(unreachable).isEmpty();
        assertThat(attempts).hasValue(1);
        assertThat(scheduler.isIdle()).isTrue();
        assertThat(log.lines(Level.WARN))
                .hasSize(2)
                .allMatch(line -> line.startsWith("The broker at nowhere:9092 does not say"))
                .anyMatch(line -> line.contains("listener billing-listener"))
                .anyMatch(line -> line.contains("listener shipping-listener"));
    }

    private ListenerTopics laidOut(String group) {
        return new ListenerTopics(
                TestTopology.of(
                        group,
                        new TopicSettings(TopicMode.NONE, 0, (short) 0, TopicSettings.DEFAULT_DEAD_LETTER_RETENTION),
                        "orders"),
                Set::of,
                names -> List.of(new GroupChange("orders-" + group + "-retry-1", group + "-retry", group + "-retry-1")),
                () -> {},
                verified -> told.add(group),
                wrong -> told.add(group + " wrong"),
                why -> unreachable.put(group, why));
    }

    @Test
    void whatIsWrongWithAListenerItselfEndsTheStart() {
        RedriveConfigurationException wrong =
                new RedriveConfigurationException("Listener billing is wrong", "Repair it");
        ListenerTopics astray = new ListenerTopics(
                TestTopology.of("billing", "orders"),
                Set::of,
                () -> {
                    throw wrong;
                },
                verified -> told.add("billing"),
                unused -> {},
                unused -> {});
        Reconciliation reconciliation =
                new Reconciliation(List.of(astray), new BrokerAccess("nowhere:9092", () -> null), scheduler, clock);

        assertThatThrownBy(() -> reconciliation.start(FIRST_ATTEMPT)).isSameAs(wrong);

        assertThat(scheduler.isIdle()).isTrue();
    }

    @Test
    void accessNamesBrokersAndShortensTimeouts() {
        BrokerAccess access = BrokerAccess.of(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                List.of("127.0.0.1:1", "127.0.0.1:2"),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                120_000,
                AdminClientConfig.CLIENT_ID_CONFIG,
                "shop"));

        assertThat(access.brokers()).isEqualTo("127.0.0.1:1,127.0.0.1:2");
        access.admins().get().close(Duration.ofMillis(1));
    }

    private Reconciliation unreachable() {
        BrokerAccess access = new BrokerAccess("nowhere:9092", () -> {
            attempts.incrementAndGet();
            throw new KafkaException(
                    "Failed create new KafkaAdminClient",
                    new KafkaException("No resolvable bootstrap urls given in bootstrap.servers"));
        });
        return new Reconciliation(List.of(listener("billing"), listener("shipping")), access, scheduler, clock);
    }

    private ListenerTopics listener(String group) {
        return new ListenerTopics(
                TestTopology.of(group, "orders"),
                Set::of,
                () -> {},
                verified -> told.add(group),
                wrong -> told.add(group + " wrong"),
                why -> unreachable.put(group, why));
    }
}
