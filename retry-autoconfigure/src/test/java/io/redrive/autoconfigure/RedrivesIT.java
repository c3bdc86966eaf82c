package io.redrive.autoconfigure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redrive.KafkaRetry;
import io.redrive.RetryContext;
import io.redrive.autoconfigure.RedrivesReport.Job;
import io.redrive.autoconfigure.RedrivesReport.Plan;
import io.redrive.deadletter.DeadLetterFilter;
import io.redrive.redrive.Redrive;
import io.redrive.redrive.RedriveChange;
import io.redrive.redrive.RedriveGuarantee;
import io.redrive.redrive.RedriveOptions;
import io.redrive.redrive.RedriveOutcome;
import io.redrive.redrive.RedriveRefusedException;
import io.redrive.redrive.RedriveRefusedException.Why;
import io.redrive.redrive.RedriveSelection;
import io.redrive.redrive.RedriveState;
import io.redrive.redrive.RedriveTarget;
import io.redrive.redrive.Redrives;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.annotation.KafkaListener;

class RedrivesIT {

    private static final RedriveOptions FAST = RedriveOptions.DEFAULT.withRate(10_000);

    private static TestApp app;
    private static TestApp other;

    @BeforeAll
    static void start() {
        List.of("till", "desk", "stand", "mall").forEach(topic -> TestBroker.createTopic(topic, 2));
        TestBroker.createTopic("configured", 1);
        TestBroker.createTopic("somebodys-dlt", 1);
        app = start(new Journal());
        other = start(app.journal());
    }

    private static TestApp start(Journal journal) {
        return TestApp.start(
                journal,
                List.of(Tills.class, Trail.class),
                "management.endpoints.web.exposure.include=redrives,deadletters",
                "redrive.dead-letters.topics=somebodys-dlt",
                "redrive.dead-letters.redrive-targets=configured",
                "redrive.dead-letters.redrive-look-interval=200ms");
    }

    @AfterAll
    static void stop() {
        other.close();
        app.close();
    }

    @Test
    void runsJobsAlsoAfterTheApplicationWasStoppedAndStartedAgain() {
        // given
        TestBroker.createTopic("kiosk", 1);
        RedriveSelection dead = RedriveSelection.all("kiosk-kiosk-dlt");
        try (TestApp alone = TestApp.start(
                new Journal(), List.of(Kiosk.class), "redrive.dead-letters.redrive-look-interval=200ms")) {
            Redrives redrives = alone.bean(Redrives.class);
            TestBroker.send("kiosk", "closed");
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("kiosk-kiosk-dlt")).isEqualTo(1));
            String before = redrives.start(dead, FAST).id();
            TestApp.eventually(() -> assertThat(redrives.find(before).state()).isEqualTo(RedriveState.COMPLETED));
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("kiosk-kiosk-dlt")).isEqualTo(2));

            // when
            alone.context().stop();
            alone.context().start();
            String after = redrives.start(dead, FAST).id();

            // then
            TestApp.eventually(() -> assertThat(redrives.find(after).state()).isEqualTo(RedriveState.COMPLETED));
            assertThat(redrives.find(after).progress().sent()).isEqualTo(1);
            assertThat(redrives.find(before).state()).isEqualTo(RedriveState.COMPLETED);
        }
    }

    @Test
    void sendsAGroupBackAfterADryRunAndACanaryAndNothingStaysUnresolved() {
        // given
        die("till", 40, number -> number % 4 == 0 ? "declined" : "busy");
        String dead = "till-till-dlt";
        TestApp.eventually(() -> assertThat(unresolved(dead)).isEqualTo(40));
        String busy = groups(dead).groups().stream()
                .filter(each -> each.exception().equals(IllegalStateException.class.getName()))
                .findFirst()
                .orElseThrow()
                .group();

        // then
        Plan plan = (Plan) ok(post(Map.of("topic", dead, "group", busy, "dryRun", "true")));
        assertThat(plan.targets()).containsExactly(Map.entry("till-till-retry-1", 30L));
        assertThat(plan.complete()).isTrue();
        assertThat(unresolved(dead)).isEqualTo(40);

        // when
        Job canary = (Job)
                accepted(post(Map.of("topic", dead, "group", busy, "canary", "5", "rate", "1000", "reason", "INC-7")));
        TestApp.eventually(() -> assertThat(job(canary.id()).state()).isEqualTo("stopped"));

        // then
        assertThat(job(canary.id()).message()).contains("of the first 5 records have failed again");
        assertThat(job(canary.id()).by()).isEqualTo("anonymous");
        assertThat(job(canary.id()).reason()).isEqualTo("INC-7");
        assertThat(job(canary.id()).progress().sent()).isEqualTo(5);
        TestApp.eventually(
                () -> assertThat(job(canary.id()).outcome()).isEqualTo(new RedrivesReport.Outcome(0, 5, true)));
        TestApp.eventually(() -> assertThat(unresolved(dead)).isEqualTo(40));

        // when
        Tills.working.add("busy");
        Job all = (Job) accepted(post(Map.of("topic", dead, "group", busy, "canary", "5", "rate", "1000")));
        TestApp.eventually(() -> assertThat(job(all.id()).state()).isEqualTo("completed"));

        // then
        assertThat(job(all.id()).progress().sent()).isEqualTo(30);
        assertThat(job(all.id()).progress().skipped()).containsEntry("done", 5L);
        assertThat(job(all.id()).guarantee()).isEqualTo("exactly-once");
        TestApp.eventually(
                () -> assertThat(job(all.id()).outcome()).isEqualTo(new RedrivesReport.Outcome(30, 0, true)));
        TestApp.eventually(() -> assertThat(unresolved(dead)).isEqualTo(10));
        assertThat(Tills.processed("till", "busy")).hasSize(30).doesNotHaveDuplicates();

        // when
        Tills.working.add("declined");
        Job rest = (Job) accepted(post(Map.of("topic", dead, "all", "true")));

        // then
        TestApp.eventually(() -> assertThat(unresolved(dead)).isZero());
        assertThat(groups(dead).groups()).isEmpty();
        TestApp.eventually(() -> assertThat(Tills.processed("till", "declined")).hasSize(10));
        TestApp.eventually(() -> assertThat(job(rest.id()).state()).isEqualTo("completed"));
        assertThat(Trail.actions()).contains("start-redrive", "redrive-ended");
        assertThat(((RedrivesReport) ok(endpoint().redrives(SecurityContext.NONE))).jobs())
                .extracting(Job::id)
                .contains(canary.id(), all.id(), rest.id());
        TestApp.eventually(() -> assertThat(other.bean(Redrives.class).find(rest.id()))
                .isNotNull()
                .satisfies(seen -> assertThat(seen.state()).isEqualTo(RedriveState.COMPLETED)));
    }

    @Test
    void pausesResumesAndCancelsFromAnyInstance() {
        // given
        die("desk", 400, number -> "late");
        String dead = "desk-desk-dlt";
        TestApp.eventually(() -> assertThat(unresolved(dead)).isEqualTo(400));

        // when
        redrives()
                .start(
                        RedriveSelection.all(dead),
                        RedriveOptions.DEFAULT.withRate(10).withId("slowly"));
        TestApp.eventually(() -> assertThat(job("slowly").state()).isEqualTo("running"));
        assertRefused(post(Map.of("topic", dead, "all", "true")), 409, "JOB_RUNNING");
        assertRefused(post(Map.of("topic", dead, "all", "true", "id", "slowly")), 409, "JOB_EXISTS");
        TestApp.eventually(
                () -> assertThat(other.bean(Redrives.class).find("slowly")).isNotNull());
        other.bean(Redrives.class).change("slowly", RedriveChange.pause().by("bob", "wait"));

        // then
        TestApp.eventually(() -> assertThat(job("slowly").state()).isEqualTo("paused"));
        assertThat(job("slowly").message()).isEqualTo("paused by bob: wait");
        long sent = job("slowly").progress().sent();
        assertThat(TestBroker.readAll("desk-desk-retry-1").stream()
                        .filter(each -> RetryHeaders.attempt(each.headers(), 0) == 1))
                .hasSize((int) sent);

        // when
        accepted(endpoint().change(SecurityContext.NONE, "slowly", "running", "20", null));
        TestApp.eventually(() -> assertThat(job("slowly").progress().sent()).isGreaterThan(sent));
        accepted(endpoint().change(SecurityContext.NONE, "slowly", "cancelled", null, "enough"));

        // then
        TestApp.eventually(() -> assertThat(job("slowly").state()).isEqualTo("cancelled"));
        assertThat(job("slowly").progress().sent()).isLessThan(400);
        assertRefused(endpoint().change(SecurityContext.NONE, "slowly", "running", null, null), 409, "JOB_OVER");
        assertThat(Trail.actions()).contains("pause-redrive", "resume-redrive", "cancel-redrive");
    }

    @Test
    void goesOnFromWhereAnInstanceStoppedThatIsStoppedInTheMiddle() {
        // given
        die("mall", 100, number -> "slow");
        String dead = "mall-mall-dlt";
        TestApp.eventually(() -> assertThat(unresolved(dead)).isEqualTo(100));
        Tills.working.add("slow");

        // when
        try (TestApp leaving = start(app.journal())) {
            leaving.bean(Redrives.class)
                    .start(
                            RedriveSelection.all(dead),
                            RedriveOptions.DEFAULT.withRate(25).withId("moved"));
            TestApp.eventually(() -> assertThat(leaving.bean(Redrives.class)
                            .find("moved")
                            .progress()
                            .sent())
                    .isGreaterThan(20));
        }

        // then
        TestApp.eventually(() -> assertThat(redrives().find("moved").state()).isEqualTo(RedriveState.COMPLETED));
        Redrive moved = redrives().find("moved");
        assertThat(moved.progress().sent()).isEqualTo(100);
        assertThat(moved.guarantee()).isEqualTo(RedriveGuarantee.EXACTLY_ONCE);
        TestApp.eventually(
                () -> assertThat(redrives().find("moved").outcome()).isEqualTo(new RedriveOutcome(100, 0, true)));
        assertThat(Tills.processed("mall", "slow")).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void sendsToTheMainTopicAndToConfiguredOnesAndNowhereElse() {
        // given
        die("stand", 4, number -> "shut");
        String dead = "stand-stand-dlt";
        TestApp.eventually(() -> assertThat(unresolved(dead)).isEqualTo(4));
        Tills.working.add("shut");

        // when
        redrives().start(RedriveSelection.records(dead, List.of(id(dead, 0))), FAST.withTarget(RedriveTarget.MAIN));
        TestApp.eventually(() -> assertThat(Tills.processed("stand", "shut")).hasSize(1));
        TestApp.eventually(() -> assertThat(redrives().all().stream()
                        .filter(each -> each.selection().topic().equals(dead)))
                .allMatch(each -> each.state().isOver()));
        redrives()
                .start(
                        RedriveSelection.matching(dead, DeadLetterFilter.everything()),
                        FAST.withTarget(RedriveTarget.topic("configured")));

        // then
        TestApp.eventually(() -> assertThat(TestBroker.readAll("configured")).hasSize(3));
        ConsumerRecord<byte[], byte[]> sent = TestBroker.readAll("configured").get(0);
        assertThat(sent.headers().lastHeader("kafka_original-topic")).isNull();
        assertThat(new String(sent.headers().lastHeader("redrive_redriven-by").value(), UTF_8))
                .matches("[0-9a-f-]+/[01]/[0-3]");
        assertRefused(post(Map.of("topic", dead, "all", "true", "target", "stand")), 400, "TARGET_NOT_ALLOWED");
        assertRefused(post(Map.of("topic", "somebodys-dlt", "all", "true")), 400, "TARGET_NOT_ALLOWED");
        assertRefused(
                post(Map.of("topic", dead, "all", "true", "target", "configured", "canary", "1")),
                400,
                "TARGET_NOT_ALLOWED");
    }

    @Test
    void refusesWhatCannotBeMeant() {
        assertRefused(post(Map.of("topic", "till-till-dlt")), 400, "INVALID_PARAMETER");
        assertRefused(post(Map.of("topic", "till-till-dlt", "all", "yes")), 400, "INVALID_PARAMETER");
        assertRefused(post(Map.of("topic", "till-till-dlt", "all", "true", "rate", "0")), 400, "INVALID_PARAMETER");
        assertRefused(post(Map.of("topic", "till-till-dlt", "ids", "41")), 400, "INVALID_PARAMETER");
        assertRefused(post(Map.of("topic", "till-till-dlt", "text", "x")), 403, "VALUES_NOT_SHOWN");
        assertRefused(post(Map.of("topic", "till", "all", "true")), 404, "UNKNOWN_TOPIC");
        assertRefused(endpoint().redrive(SecurityContext.NONE, "unknown"), 404, "UNKNOWN_JOB");
        assertRefused(endpoint().change(SecurityContext.NONE, "unknown", "paused", null, null), 404, "UNKNOWN_JOB");
        assertRefused(
                endpoint().change(SecurityContext.NONE, "unknown", "asleep", null, null), 400, "INVALID_PARAMETER");
        assertThatThrownBy(() -> redrives().start(RedriveSelection.all("till"), FAST))
                .isInstanceOfSatisfying(
                        RedriveRefusedException.class,
                        refused -> assertThat(refused.why()).isEqualTo(Why.UNKNOWN_TOPIC));
    }

    @Test
    void refusesAJobWhereItsTopicIsMissingAndMayNotBeMade() {
        TestBroker.createTopic("locked", 1);
        try (TestApp locked = TestApp.start(Locked.class, "redrive.topics.mode=none")) {
            assertThatThrownBy(() -> locked.bean(Redrives.class).start(RedriveSelection.all("locked-locked-dlt"), FAST))
                    .isInstanceOfSatisfying(
                            RedriveRefusedException.class,
                            refused -> assertThat(refused.why()).isEqualTo(Why.NO_JOB_TOPIC))
                    .hasMessageContaining("Topic locked-locked-dlt-redrives does not exist")
                    .hasMessageContaining("--create")
                    .hasMessageContaining("cleanup.policy=compact");
        }
        assertThat(TestBroker.topics()).doesNotContain("locked-locked-dlt-redrives");
    }

    private static void die(String topic, int records, IntFunction<String> cause) {
        TestBroker.sendAll(IntStream.range(0, records)
                .mapToObj(number ->
                        new ProducerRecord<byte[], byte[]>(topic, (cause.apply(number) + ":" + number).getBytes(UTF_8)))
                .toList());
    }

    private static String id(String dead, int number) {
        ConsumerRecord<byte[], byte[]> record = TestBroker.readAll(dead).get(number);
        return record.partition() + ":" + record.offset();
    }

    private static Redrives redrives() {
        return app.bean(Redrives.class);
    }

    private static RedrivesEndpoint endpoint() {
        return app.bean(RedrivesEndpoint.class);
    }

    private static Job job(String id) {
        return (Job) ok(endpoint().redrive(SecurityContext.NONE, id));
    }

    private static long unresolved(String topic) {
        DeadLettersReport.Detail detail = (DeadLettersReport.Detail)
                ok(app.bean(DeadLettersEndpoint.class).topic(topic));
        assertThat(detail.topic().uncounted()).isZero();
        return detail.topic().unresolved();
    }

    private static DeadLettersReport.Groups groups(String topic) {
        return (DeadLettersReport.Groups) ok(app.bean(DeadLettersEndpoint.class)
                .view(
                        SecurityContext.NONE,
                        topic,
                        "groups",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null));
    }

    private static WebEndpointResponse<?> post(Map<String, String> body) {
        return endpoint()
                .start(
                        SecurityContext.NONE,
                        body.get("topic"),
                        body.get("ids"),
                        body.get("all"),
                        body.get("partition"),
                        body.get("fromOffset"),
                        body.get("toOffset"),
                        body.get("from"),
                        body.get("to"),
                        body.get("key"),
                        body.get("header"),
                        body.get("exception"),
                        body.get("text"),
                        body.get("group"),
                        body.get("target"),
                        body.get("rate"),
                        body.get("maximum"),
                        body.get("canary"),
                        body.get("again"),
                        body.get("archived"),
                        body.get("mostRedrives"),
                        body.get("dryRun"),
                        body.get("id"),
                        body.get("reason"));
    }

    private static OperationResponseBody ok(WebEndpointResponse<?> response) {
        return answered(response, 200);
    }

    private static OperationResponseBody accepted(WebEndpointResponse<?> response) {
        return answered(response, 202);
    }

    private static OperationResponseBody answered(WebEndpointResponse<?> response, int status) {
        assertThat(response.getStatus()).as(String.valueOf(response.getBody())).isEqualTo(status);
        return (OperationResponseBody) response.getBody();
    }

    private static void assertRefused(WebEndpointResponse<?> response, int status, String error) {
        assertThat(response.getBody())
                .isInstanceOfSatisfying(
                        RetryTopicsReport.Refusal.class,
                        refusal -> assertThat(refusal.error())
                                .as(refusal.message())
                                .isEqualTo(error));
        assertThat(response.getStatus()).isEqualTo(status);
    }

    /** Listeners that fail until what they need is working. */
    static class Kiosk {

        @KafkaListener(id = "kiosk", topics = "kiosk")
        @KafkaRetry(attempts = "2", delay = "50ms")
        void listen(String value) {
            throw new IllegalStateException(value);
        }
    }

    static class Tills {

        static final Set<String> working = ConcurrentHashMap.newKeySet();
        private static final List<String> processed = new CopyOnWriteArrayList<>();

        static List<String> processed(String topic, String cause) {
            return processed.stream()
                    .filter(each -> each.startsWith(topic + "/" + cause))
                    .toList();
        }

        private static void open(String topic, String value, RetryContext context) {
            String cause = value.substring(0, value.indexOf(':'));
            if (working.contains(cause)) {
                processed.add(topic + "/" + value);
            } else if (cause.equals("declined")) {
                throw new UnsupportedOperationException("402");
            } else {
                throw new IllegalStateException("attempt " + context.attempt());
            }
        }

        @KafkaListener(id = "till", topics = "till")
        @KafkaRetry(delays = "10ms")
        void till(String value, RetryContext context) {
            open("till", value, context);
        }

        @KafkaListener(id = "desk", topics = "desk")
        @KafkaRetry(delays = "10ms")
        void desk(String value, RetryContext context) {
            open("desk", value, context);
        }

        @KafkaListener(id = "stand", topics = "stand")
        @KafkaRetry(delays = "10ms")
        void stand(String value, RetryContext context) {
            open("stand", value, context);
        }

        @KafkaListener(id = "mall", topics = "mall")
        @KafkaRetry(delays = "10ms")
        void mall(String value, RetryContext context) {
            open("mall", value, context);
        }
    }

    static class Locked {

        @KafkaListener(id = "locked", topics = "locked")
        @KafkaRetry(delays = "10ms")
        void locked(String value) {}
    }

    /** What the audit is told. */
    static class Trail {

        private static final List<AuditEvent> events = new CopyOnWriteArrayList<>();

        static List<@Nullable Object> actions() {
            List<@Nullable Object> actions = new ArrayList<>();
            events.forEach(each -> actions.add(each.getData().get("action")));
            return actions;
        }

        @EventListener
        void on(AuditApplicationEvent event) {
            events.add(event.getAuditEvent());
        }
    }
}
