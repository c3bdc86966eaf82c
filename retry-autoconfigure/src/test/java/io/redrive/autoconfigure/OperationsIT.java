package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.redrive.DeadLetterException;
import io.redrive.KafkaRetry;
import io.redrive.RetryContext;
import java.lang.management.ManagementFactory;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.management.ObjectName;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;

class OperationsIT {

    private static final String REASON = "the gateway is down";

    private static TestApp app;

    @BeforeAll
    static void start() {
        List.of("counted", "held", "broken", "jammed", "moving").forEach(topic -> TestBroker.createTopic(topic, 2));
        app = TestApp.start(
                List.of(Counted.class, Listeners.class, Producers.class, KeptAudit.class),
                "management.endpoints.web.exposure.include=retrytopics",
                "management.endpoints.jmx.exposure.include=retrytopics",
                "management.endpoints.jmx.domain=operations",
                "spring.jmx.enabled=true",
                "spring.kafka.consumer.heartbeat-interval=100ms");
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void countsAndTimesWhatBecomesOfRecords() {
        // when
        List.of("good", "good", "recovers", "hopeless", "rejected").forEach(value -> TestBroker.send("counted", value));

        // then
        TestApp.eventually(() -> {
            assertThat(attempts("main", "processed")).isEqualTo(2);
            assertThat(attempts("main", "retried")).isEqualTo(2);
            assertThat(attempts("main", "dead")).isEqualTo(1);
            assertThat(attempts("retry", "processed")).isEqualTo(1);
            assertThat(attempts("retry", "retried")).isEqualTo(1);
            assertThat(attempts("retry", "dead")).isEqualTo(1);
            assertThat(attempts("dead-letter", "processed")).isEqualTo(2);
        });
        assertThat(deadLetters("attempts-exhausted")).isEqualTo(1);
        assertThat(deadLetters("rejected")).isEqualTo(1);
        assertThat(deadLetters("undeserializable")).isZero();
        assertThat(registry()
                        .get("redrive.forwards")
                        .tags("listener", "counted", "to", "retry")
                        .timer())
                .satisfies(timer -> assertThat(timer.count()).isEqualTo(3))
                .satisfies(timer -> assertThat(timer.max(TimeUnit.SECONDS)).isBetween(0.0, 30.0));
        assertThat(registry()
                        .get("redrive.forwards")
                        .tags("listener", "counted", "to", "dead-letter")
                        .timer()
                        .count())
                .isEqualTo(2);
        assertThat(registry()
                        .get("redrive.lateness")
                        .tags("listener", "counted")
                        .timer()
                        .count())
                .isEqualTo(3);
        assertThat(registry()
                        .get("redrive.forward.failures")
                        .tags("listener", "counted")
                        .counter()
                        .count())
                .isZero();
        assertThat(app.bean(RedriveHealthIndicator.class).health().getDetails()).containsKey("listeners");
    }

    @Test
    void showsWhatWaitsInMemoryAndIsUpWhateverTheBacklog() {
        // when
        Instant before = Instant.now();
        IntStream.range(0, 20).forEach(i -> TestBroker.send("held", "held " + i));

        // then
        TestApp.eventually(() -> {
            RetryTopicsReport.Held memory = retryTopic("held").onThisInstance();
            assertThat(memory.partitions()).isEqualTo(2);
            assertThat(memory.waiting()).isEqualTo(20);
            assertThat(memory.due()).isZero();
            assertThat(memory.overdueBy()).isEqualTo("PT0S");
            assertThat(memory.bytes()).isPositive();
            assertThat(Instant.parse(memory.oldestDue()))
                    .isBetween(before.plusSeconds(3_600), Instant.now().plusSeconds(3_600));
            assertThat(retryTopic("held").waiting()).isEqualTo(20);
            assertThat(gauge("redrive.held.records", "held")).isEqualTo(20);
            assertThat(gauge("redrive.held.bytes", "held")).isPositive();
            assertThat(gauge("redrive.forwards.in.flight", "held")).isZero();
            assertThat(gauge("redrive.overdue", "held")).isZero();
        });
        TestApp.eventually(() -> {
            RetryTopicsReport.Listener held = listener("held");
            assertThat(held.group()).isEqualTo("g");
            assertThat(held.layout()).isEqualTo("shared");
            assertThat(held.attempts()).isEqualTo(2);
            assertThat(held.delays()).containsExactly("PT1H");
            assertThat(held.verified()).isTrue();
            assertThat(held.problems()).isEmpty();
            assertThat(held.broker().error()).isNull();
            assertThat(Instant.parse(held.broker().asOf())).isBetween(before.minusMillis(1), Instant.now());
            assertThat(held.topics())
                    .containsExactly(new RetryTopicsReport.Topics(
                            "held",
                            2,
                            List.of(new RetryTopicsReport.RetryTopic(
                                    "held-g-retry-1",
                                    "PT1H",
                                    "g-retry",
                                    2,
                                    20L,
                                    retryTopic("held").onThisInstance())),
                            List.of(new RetryTopicsReport.DeadLetterTopic("held-g-dlt", 2, 0L))));
            assertThat(held.consumers())
                    .extracting(RetryTopicsReport.Consumer::role, RetryTopicsReport.Consumer::partitions)
                    .containsExactly(tuple("main", 2), tuple("retry", 2));
            assertThat(held.containers())
                    .containsExactly(
                            new RetryTopicsReport.Container("held", "main", "g", "running"),
                            new RetryTopicsReport.Container("held-retry", "retry", "g-retry", "running"));
            assertThat(held.retiredTopics()).isEmpty();
            assertThat(health("held")).containsEntry("status", "UP");
        });
    }

    @Test
    void pausesAndResumesTheRetriesOfOneListener() {
        // when
        WebEndpointResponse<?> paused = webEndpoint().change(new Caller(() -> "alice"), "counted", "paused", REASON);

        // then
        assertThat(paused.getStatus()).isEqualTo(200);
        TestApp.eventually(() -> assertThat(states("counted"))
                .containsEntry("counted", "running")
                .containsEntry("counted-retry", "paused")
                .containsEntry("counted-dlt", "running"));
        assertThat(states("held")).containsEntry("held-retry", "running");
        assertThat(health("counted")).containsEntry("status", "UP");

        // when
        WebEndpointResponse<?> resumed = endpoint().change("counted", "running", REASON);

        // then
        assertThat(resumed.getStatus()).isEqualTo(200);
        TestApp.eventually(() -> assertThat(states("counted")).containsEntry("counted-retry", "running"));
        assertThat(audited("counted"))
                .extracting(AuditEvent::getPrincipal, AuditEvent::getType, AuditEvent::getData)
                .containsExactly(
                        tuple("alice", "REDRIVE", pausing("pause-retries", "counted")),
                        tuple("anonymous", "REDRIVE", pausing("resume-retries", "counted")));
    }

    private static Map<String, Object> pausing(String action, String listener) {
        return Map.of(
                "action",
                action,
                "selection",
                Map.of("listener", listener),
                "counts",
                Map.of("containers", 1L),
                "reason",
                REASON);
    }

    private static List<AuditEvent> audited(String listener) {
        return app.bean(KeptAudit.class).events.stream()
                .filter(each -> each.getData().get("selection").equals(Map.of("listener", listener)))
                .toList();
    }

    @Test
    void aPauseOutlastsRebalances() {
        // given
        endpoint().change("moving", "paused", REASON);
        TestApp.eventually(() -> assertThat(states("moving")).containsEntry("moving-retry", "paused"));

        // when
        try (KafkaConsumer<String, String> other = new KafkaConsumer<>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                TestBroker.address(),
                ConsumerConfig.GROUP_ID_CONFIG,
                "moving-retry",
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                StringDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                StringDeserializer.class))) {
            other.subscribe(List.of("moving-moving-retry-1"));
            TestApp.eventually(() -> {
                other.poll(Duration.ofMillis(50));
                assertThat(other.assignment()).hasSize(1);
            });
        }
        TestApp.eventually(() -> assertThat(app.container("moving-retry").getAssignedPartitions())
                .hasSize(2));
        for (int partition : List.of(0, 1)) {
            TestBroker.send(new ProducerRecord<>("moving", partition, null, RetryHeaders.bytes("hopeless")));
        }

        // then
        TestApp.eventually(() -> assertThat(retryTopic("moving").waiting()).isEqualTo(2));
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(retryTopic("moving").waiting())
                        .as("due since long")
                        .isEqualTo(2));
        assertThat(TestBroker.count("moving-moving-dlt")).isZero();

        // when
        endpoint().change("moving", "running", REASON);

        // then
        TestApp.eventually(
                () -> assertThat(TestBroker.count("moving-moving-dlt")).isEqualTo(2));
    }

    @Test
    void tellsOfOneListenerWhatItTellsOfAll() {
        assertThat(endpoint().listener("broken").getStatus()).isEqualTo(200);
        assertThat(endpoint().listener("broken").getBody())
                .isInstanceOfSatisfying(
                        RetryTopicsReport.Listener.class,
                        broken -> assertThat(broken.topics())
                                .containsExactly(new RetryTopicsReport.Topics("broken", 2, List.of(), List.of())));
    }

    @Test
    void isOperatedThroughJmxAsWell() throws Exception {
        // when
        Object paused = jmx("change", "held", "paused", null);

        // then
        assertThat(paused.toString()).contains("held-retry");
        TestApp.eventually(() -> assertThat(states("held")).containsEntry("held-retry", "paused"));
        assertThat(jmx("listener", "held").toString()).contains("held-g-retry-1");
        assertThat(jmx("listener", "nobody").toString()).contains("404", "There is no retried listener nobody, only");

        // when
        jmx("change", "held", "running", REASON);

        // then
        TestApp.eventually(() -> assertThat(states("held")).containsEntry("held-retry", "running"));
        assertThat(audited("held"))
                .extracting(AuditEvent::getPrincipal, event -> event.getData().get("reason"))
                .containsExactly(tuple("anonymous", null), tuple("anonymous", REASON));
    }

    private static Object jmx(String operation, String... arguments) throws Exception {
        String[] types = new String[arguments.length];
        Arrays.fill(types, String.class.getName());
        return ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        ObjectName.getInstance("operations:type=Endpoint,name=Retrytopics"),
                        operation,
                        arguments,
                        types);
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertRefused(endpoint().listener("nobody"), 404, "UNKNOWN_LISTENER");
        assertRefused(endpoint().change("nobody", "paused", REASON), 404, "UNKNOWN_LISTENER");
        assertThat(endpoint().change("nobody", "paused", REASON).getBody())
                .isEqualTo(new RetryTopicsReport.Refusal(
                        "UNKNOWN_LISTENER",
                        "There is no retried listener nobody, only [broken, counted, held, jammed, moving]"));
        assertRefused(endpoint().change("counted", "sleeping", REASON), 400, "INVALID_STATE");
        assertRefused(endpoint().change("counted", null, REASON), 400, "INVALID_STATE");
        assertRefused(endpoint().change("broken", "paused", REASON), 400, "NO_RETRY_TOPICS");
        assertThat(audited("nobody")).isEmpty();
        assertThat(audited("broken")).isEmpty();
    }

    @Test
    void isDownAsLongAsAContainerIsStoppedBecauseOfAnErrorAndNotWhenItWasStoppedOnPurpose() {
        // given
        AbstractMessageListenerContainer<?, ?> container =
                (AbstractMessageListenerContainer<?, ?>) app.container("broken");

        // when
        container.stop();

        // then
        assertThat(states("broken")).containsEntry("broken", "stopped");
        assertThat(health("broken")).containsEntry("status", "UP");

        // when
        container.start();
        container.stopAbnormally(() -> {});

        // then
        TestApp.eventually(() -> assertThat(states("broken")).containsEntry("broken", "failed"));
        Health down = app.bean(RedriveHealthIndicator.class).health();
        assertThat(down.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health("broken")).containsEntry("status", "DOWN").containsKey("problems");
        assertThat(health("held")).containsEntry("status", "UP");

        // when
        container.start();

        // then
        TestApp.eventually(() -> assertThat(health("broken")).containsEntry("status", "UP"));
    }

    @Test
    void isDownAndSaysWhatTheLogSaysWhileItsBrokerIsAway() {
        // given
        try (ConfigurableApplicationContext context = TestApp.builder(
                        List.of(Away.class), "management.endpoints.web.exposure.include=retrytopics")
                // The embedded broker sets the property for the whole JVM.
                .run("--spring.kafka.bootstrap-servers=nowhere.invalid:9092")) {
            // when
            Health health = context.getBean(RedriveHealthIndicator.class).health();

            // then
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThatProbingNeedsNoBroker(context.getBean(RedriveHealthIndicator.class));
            RetryTopicsReport.Listener away = context.getBean(RetryTopicsEndpoint.class)
                    .retryTopics()
                    .listeners()
                    .get("away");
            assertThat(away.verified()).isFalse();
            assertThat(away.problems())
                    .singleElement()
                    .asString()
                    .startsWith("Topics of listener away cannot be verified, the broker at nowhere.invalid:9092 is not"
                            + " reachable (");
            assertThat(away.containers())
                    .extracting(RetryTopicsReport.Container::state)
                    .containsOnly("stopped");
            assertThat(health.getDetails().toString()).contains(away.problems().get(0));
            assertThat(away.broker().error())
                    .startsWith("The broker at nowhere.invalid:9092 gives no answer (")
                    .endsWith(")");
            assertThat(away.topics())
                    .singleElement()
                    .satisfies(topics -> assertThat(topics.partitions()).isNull())
                    .extracting(topics -> topics.retryTopics().get(0).waiting())
                    .isNull();
            assertRefused(
                    context.getBean(RetryTopicsEndpoint.class).change("away", "paused", REASON),
                    503,
                    "KAFKA_UNAVAILABLE");
            assertThat(away.pause()).isNull();
        }
    }

    @Test
    void showsForwardsThatFailAndCountsTheirFailures() {
        // given
        app.bean(Producers.class).fail("jammed-g-dlt", Producers.Fault.TIMES_OUT);

        // when
        TestBroker.send("jammed", "hopeless");

        // then
        TestApp.eventually(() -> {
            assertThat(listener("jammed").failingForwards()).containsOnlyKeys("jammed-g-dlt");
            assertThat(gauge("redrive.forwards.in.flight", "jammed")).isEqualTo(1);
            assertThat(registry()
                            .get("redrive.forward.failures")
                            .tags("listener", "jammed")
                            .counter()
                            .count())
                    .isGreaterThan(1);
        });
        assertThat(listener("counted").failingForwards()).isEmpty();

        // when
        app.bean(Producers.class).heal();

        // then
        TestApp.eventually(() -> {
            assertThat(listener("jammed").failingForwards()).isEmpty();
            assertThat(gauge("redrive.forwards.in.flight", "jammed")).isZero();
        });
    }

    /** Nobody asks a broker that is away as often as this in as short a time. */
    private static void assertThatProbingNeedsNoBroker(RedriveHealthIndicator indicator) {
        Instant begin = Instant.now();
        IntStream.range(0, 1_000).forEach(i -> indicator.health());
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(10));
    }

    private static void assertRefused(WebEndpointResponse<?> response, int status, String error) {
        assertThat(response.getStatus()).isEqualTo(status);
        assertThat(response.getBody())
                .isInstanceOfSatisfying(
                        RetryTopicsReport.Refusal.class,
                        refusal -> assertThat(refusal.error()).isEqualTo(error));
    }

    private static RetryTopicsWebExtension webEndpoint() {
        return app.bean(RetryTopicsWebExtension.class);
    }

    private static RetryTopicsEndpoint endpoint() {
        return app.bean(RetryTopicsEndpoint.class);
    }

    private static RetryTopicsReport.RetryTopic retryTopic(String listener) {
        return listener(listener).topics().get(0).retryTopics().get(0);
    }

    private static RetryTopicsReport.Listener listener(String id) {
        RetryTopicsReport report = endpoint().retryTopics();
        assertThat(report.scope()).isEqualTo("this instance");
        assertThat(report.listeners()).containsKey(id);
        return report.listeners().get(id);
    }

    private static Map<String, String> states(String id) {
        return listener(id).containers().stream()
                .collect(Collectors.toMap(RetryTopicsReport.Container::id, RetryTopicsReport.Container::state));
    }

    @SuppressWarnings("unchecked") // as the indicator has built it
    private static Map<String, Object> health(String id) {
        Map<String, Object> listeners = (Map<String, Object>)
                app.bean(RedriveHealthIndicator.class).health().getDetails().get("listeners");
        return (Map<String, Object>) listeners.get(id);
    }

    private static MeterRegistry registry() {
        return app.bean(MeterRegistry.class);
    }

    private static double attempts(String role, String outcome) {
        return registry()
                .get("redrive.attempts")
                .tags(Tags.of("listener", "counted", "role", role, "outcome", outcome))
                .counter()
                .count();
    }

    private static double deadLetters(String reason) {
        return registry()
                .get("redrive.dead.letters")
                .tags("listener", "counted", "reason", reason)
                .counter()
                .count();
    }

    private static double gauge(String name, String listener) {
        return registry().get(name).tags("listener", listener).gauge().value();
    }

    static class Away {

        @KafkaListener(id = "away", topics = "away", groupId = "g")
        @KafkaRetry
        void away(String value) {}
    }

    private record Caller(Principal principal) implements SecurityContext {

        @Override
        public Principal getPrincipal() {
            return principal;
        }

        @Override
        public boolean isUserInRole(String role) {
            return false;
        }
    }

    static class KeptAudit {

        private final List<AuditEvent> events = new CopyOnWriteArrayList<>();

        @EventListener
        void keep(AuditApplicationEvent event) {
            events.add(event.getAuditEvent());
        }
    }

    static class Counted {

        @KafkaListener(id = "counted", topics = "counted", groupId = "g")
        @KafkaRetry(attempts = "3", delay = "100ms")
        void counted(String value, RetryContext context) {
            switch (value) {
                case "good" -> {}
                case "rejected" -> throw new DeadLetterException("no such customer");
                case "recovers" -> failUnless(context.attempt() == 2);
                default -> failUnless(false);
            }
        }

        @DltHandler
        void dead(String value) {}
    }

    static class Listeners {

        @KafkaListener(id = "held", topics = "held", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "1h")
        void held(String value) {
            failUnless(false);
        }

        @KafkaListener(id = "broken", topics = "broken", groupId = "g")
        @KafkaRetry(attempts = "1", deadLetters = "false")
        void broken(String value) {}

        @KafkaListener(id = "moving", topics = "moving")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void moving(String value) {
            failUnless(false);
        }

        @KafkaListener(id = "jammed", topics = "jammed", groupId = "g")
        @KafkaRetry(attempts = "1")
        void jammed(String value) {
            failUnless(false);
        }
    }

    private static void failUnless(boolean good) {
        if (!good) {
            throw new IllegalStateException("no good");
        }
    }
}
