package io.redrive.autoconfigure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import io.redrive.autoconfigure.DeadLetterArchiveReport.Changed;
import io.redrive.deadletter.DeadLetterFilter;
import io.redrive.redrive.Redrive;
import io.redrive.redrive.RedriveOptions;
import io.redrive.redrive.RedriveSelection;
import io.redrive.redrive.RedriveState;
import io.redrive.redrive.Redrives;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
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

/** What can be done about dead letters other than sending them back as they are. */
class DeadLetterActionsIT {

    private static TestApp app;
    private static TestApp other;

    @BeforeAll
    static void start() {
        List.of("shelf", "drawer", "rack").forEach(topic -> TestBroker.createTopic(topic, 2));
        TestBroker.createTopic("bin-dlt", 2);
        TestBroker.createTopic("kept-dlt", 1, Map.of("cleanup.policy", "compact"));
        app = start(new Journal());
        other = start(app.journal());
    }

    private static TestApp start(Journal journal) {
        return TestApp.start(
                journal,
                List.of(Shelves.class, Trail.class),
                "management.endpoints.web.exposure.include=redrives,deadletters,deadletterarchive,deadletterpurge,deadletteredit",
                "management.endpoint.deadletteredit.access=unrestricted",
                "management.endpoint.deadletterpurge.access=unrestricted",
                "redrive.dead-letters.topics=bin-dlt,kept-dlt",
                // So that it takes several calls.
                "redrive.dead-letters.scan.max-records=8",
                "redrive.dead-letters.redrive-look-interval=200ms");
    }

    @AfterAll
    static void stop() {
        other.close();
        app.close();
    }

    @Test
    void whatIsArchivedIsNotUnresolvedAndNotSentBackUntilItIsAskedForOrReopened() {
        // given
        String dead = "shelf-shelf-dlt";
        die("shelf", 12, number -> number % 3 == 0 ? "declined" : "busy");
        TestApp.eventually(() -> assertThat(unresolved(app, dead)).isEqualTo(12));
        Map<String, String> declined = Map.of(
                "topic", dead, "exception", UnsupportedOperationException.class.getSimpleName(), "reason", "INC-7");

        // then
        assertThat(change(app, with(declined, "state", "archived", "dryRun", "true")))
                .isEqualTo(4);
        assertThat(unresolved(app, dead)).isEqualTo(12);
        assertThat(TestBroker.topics()).doesNotContain(dead + "-redrives");

        // when
        assertThat(change(app, with(declined, "state", "archived"))).isEqualTo(4);

        // then
        assertThat(unresolved(app, dead)).isEqualTo(8);
        assertThat(groups(dead, null).groups()).hasSize(1);
        assertThat(groups(dead, "true").groups()).hasSize(2);
        assertThat(groups(dead, "true").unresolved()).isEqualTo(12);
        assertThat(records(dead, null))
                .hasSize(8)
                .allSatisfy(each -> assertThat(each.resolved()).isNull());
        assertThat(records(dead, "true"))
                .hasSize(12)
                .filteredOn(each -> "archived".equals(each.resolved()))
                .hasSize(4);
        TestApp.eventually(() -> assertThat(unresolved(other, dead)).isEqualTo(8));
        assertThat(archive(other).topics().get(dead)).satisfies(topic -> {
            assertThat(topic.archived()).isEqualTo(4);
            assertThat(topic.decisions()).isNotEmpty().allSatisfy(decision -> {
                assertThat(decision.state()).isEqualTo("archived");
                assertThat(decision.by()).isEqualTo("anonymous");
                assertThat(decision.reason()).isEqualTo("INC-7");
                assertThat(decision.selection())
                        .containsExactly(Map.entry("exception", UnsupportedOperationException.class.getSimpleName()));
            });
        });
        assertThat(change(app, with(declined, "state", "archived"))).isZero();

        // when
        Shelves.working.addAll(List.of("busy", "declined"));
        Redrive job = redrive(dead, RedriveOptions.DEFAULT.withRate(10_000));

        // then
        assertThat(job.progress().sent()).isEqualTo(8);
        assertThat(job.progress().skipped()).containsOnly(Map.entry("archived", 4L));
        TestApp.eventually(() -> assertThat(Shelves.processed)
                .filteredOn(each -> each.startsWith("busy"))
                .hasSize(8));
        TestApp.eventually(() -> assertThat(unresolved(other, dead)).isZero());

        // when
        assertThat(change(other, with(declined, "state", "open"))).isEqualTo(4);

        // then
        assertThat(unresolved(other, dead)).isEqualTo(4);
        TestApp.eventually(() -> assertThat(unresolved(app, dead)).isEqualTo(4));
        assertThat(archive(app).topics().get(dead).archived()).isZero();
        assertThat(Trail.actions()).contains("archive-dead-letters", "reopen-dead-letters");
    }

    @Test
    void refusesToArchiveWhatCannotBeMeant() {
        String dead = "shelf-shelf-dlt";
        assertRefused(post(app, Map.of("topic", dead, "state", "archived")), 400, "INVALID_PARAMETER");
        assertRefused(post(app, Map.of("topic", dead, "state", "lost", "all", "true")), 400, "INVALID_PARAMETER");
        assertRefused(
                post(app, Map.of("topic", dead, "state", "open", "all", "true", "cursor", "x")),
                400,
                "INVALID_PARAMETER");
        assertRefused(post(app, Map.of("topic", dead, "state", "archived", "text", "x")), 403, "VALUES_NOT_SHOWN");
        assertRefused(post(app, Map.of("topic", "shelf", "state", "archived", "all", "true")), 404, "UNKNOWN_TOPIC");
        assertRefused(
                app.bean(DeadLetterArchiveEndpoint.class).topic(SecurityContext.NONE, "shelf"), 404, "UNKNOWN_TOPIC");
    }

    @Test
    void sendsARecordBackAsItWasEditedAndTellsWhatWasChangedToWhomItMayBeTold() {
        // given
        String dead = "drawer-drawer-dlt";
        TestBroker.send(new ProducerRecord<>(
                "drawer",
                0,
                "k".getBytes(UTF_8),
                "broken:1".getBytes(UTF_8),
                List.of(new RecordHeader("tenant", "a".getBytes(UTF_8)))));
        TestApp.eventually(() -> assertThat(unresolved(app, dead)).isEqualTo(1));
        Shelves.working.add("mended");
        Map<String, String> mended = Map.of(
                "topic",
                dead,
                "id",
                "0:0",
                "value",
                "mended:1",
                "headers",
                "tenant:b\nwhy:INC-7\nold",
                "reason",
                "typo");

        // then
        DeadLetterEditReport tried = (DeadLetterEditReport) ok(edit(with(mended, "dryRun", "true")));
        assertThat(tried.job()).isNull();
        assertThat(Objects.requireNonNull(tried.plan()).targets())
                .containsExactly(Map.entry("drawer-drawer-retry-1", 1L));
        assertThat(tried.changes())
                .extracting(DeadLetterEditReport.Change::what)
                .containsExactly("value", "header old", "header tenant", "header why");
        assertThat(tried.changes().get(0)).isEqualTo(new DeadLetterEditReport.Change("value", hidden(8), hidden(8)));
        assertThat(tried.changes().get(1)).isEqualTo(new DeadLetterEditReport.Change("header old", null, null));
        assertThat(unresolved(app, dead)).isEqualTo(1);
        assertRefused(edit(Map.of("topic", dead, "id", "0:0")), 400, "INVALID_PARAMETER");
        assertRefused(edit(with(mended, "headers", "kafka_original-offset:7")), 400, "INVALID_PARAMETER");
        assertRefused(edit(with(mended, "valueBase64", "eA==")), 400, "INVALID_PARAMETER");
        assertRefused(edit(with(mended, "id", "0:7")), 404, "NO_SUCH_RECORD");

        // when
        DeadLetterEditReport sent = (DeadLetterEditReport) answered(edit(mended), 202);

        // then
        assertThat(Objects.requireNonNull(sent.job()).edited())
                .containsExactly("header.old", "header.tenant", "header.why", "value");
        TestApp.eventually(() -> assertThat(Shelves.processed).contains("mended:1"));
        TestApp.eventually(() -> assertThat(unresolved(app, dead)).isZero());
        assertThat(TestBroker.readAll("drawer-drawer-retry-1").stream()
                        .filter(each -> new String(each.value(), UTF_8).equals("mended:1")))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.headers().headers("tenant")).hasSize(1);
                    assertThat(each.headers().lastHeader("tenant").value()).isEqualTo("b".getBytes(UTF_8));
                    assertThat(each.headers().lastHeader("why").value()).isEqualTo("INC-7".getBytes(UTF_8));
                    assertThat(each.key()).isEqualTo("k".getBytes(UTF_8));
                });
        assertRefused(edit(mended), 409, "ALREADY_REDRIVEN");
        assertThat(Trail.events)
                .filteredOn(event -> event.getData().get("action").equals("edit-dead-letter"))
                .singleElement()
                .satisfies(event -> assertThat(event.getData())
                        .containsEntry("reason", "typo")
                        .hasEntrySatisfying(
                                "selection",
                                told -> assertThat(String.valueOf(told))
                                        .contains(
                                                "record=0:0", "value=8 bytes -> 8 bytes", "header why=none -> 5 bytes")
                                        .doesNotContain("mended", "broken")));
        TestApp.eventually(() -> assertThat(TestBroker.readAll(dead + "-redrives").stream()
                        .filter(each -> new String(each.key(), UTF_8).startsWith("request/"))
                        .reduce((one, next) -> next))
                .get()
                .satisfies(last -> assertThat(new String(last.value(), UTF_8)).contains("edit.value=%3F")));
    }

    private static DeadLetterEditReport.Content hidden(int size) {
        return new DeadLetterEditReport.Content(size, new DeadLetterReport.Value("hidden", "******", false));
    }

    private static WebEndpointResponse<?> edit(Map<String, String> body) {
        String[] id = body.getOrDefault("id", "").split(":", -1);
        return app.bean(DeadLetterEditEndpoint.class)
                .edit(
                        SecurityContext.NONE,
                        body.get("topic"),
                        id[0],
                        id[1],
                        body.get("value"),
                        body.get("valueBase64"),
                        body.get("tombstone"),
                        body.get("key"),
                        body.get("keyBase64"),
                        body.get("headers"),
                        body.get("target"),
                        body.get("again"),
                        body.get("archived"),
                        body.get("dryRun"),
                        null,
                        body.get("reason"));
    }

    @Test
    void deletesTheOldestRecordsOfAPartitionOnlyWhenNobodyNeedsThemOrThatIsMeant() {
        // given
        TestBroker.sendAll(IntStream.range(0, 12)
                .mapToObj(number -> new ProducerRecord<byte[], byte[]>("bin-dlt", number % 2, null, new byte[] {1}))
                .toList());
        Map<String, String> three = Map.of("topic", "bin-dlt", "partition", "1", "toOffset", "3");
        change(app, Map.of("topic", "bin-dlt", "state", "archived", "ids", "1:0,1:1"));

        // then
        assertThat(ok(purge(with(three, "dryRun", "true"))))
                .isEqualTo(new DeadLetterPurgeReport("bin-dlt", 1, 0, 3, 3, 1, true, false));
        assertRefused(purge(three), 400, "NOT_CONFIRMED");
        assertRefused(purge(with(three, "confirm", "shelf-shelf-dlt")), 400, "NOT_CONFIRMED");
        assertRefused(purge(with(three, "confirm", "bin-dlt")), 409, "UNRESOLVED");
        assertThat(TestBroker.readAll("bin-dlt")).hasSize(12);

        // when
        Map<String, String> two = with(three, "toOffset", "2", "confirm", "bin-dlt");
        assertThat(ok(purge(two))).isEqualTo(new DeadLetterPurgeReport("bin-dlt", 1, 0, 2, 2, 0, true, true));
        assertThat(ok(purge(two))).isEqualTo(new DeadLetterPurgeReport("bin-dlt", 1, 2, 2, 0, 0, true, false));
        assertThat(ok(purge(with(three, "confirm", "bin-dlt", "unresolved", "true", "reason", "INC-9"))))
                .isEqualTo(new DeadLetterPurgeReport("bin-dlt", 1, 2, 3, 1, 1, true, true));

        // then
        TestApp.eventually(() -> assertThat(TestBroker.readAll("bin-dlt")).hasSize(9));
        TestApp.eventually(() ->
                assertThat(archive(app).topics().get("bin-dlt").archived()).isZero());
        assertThat(Trail.events)
                .filteredOn(event -> event.getData().get("action").equals("purge-dead-letters"))
                .filteredOn(event -> event.getData().toString().contains("bin-dlt"))
                .hasSize(2)
                .last()
                .satisfies(event -> assertThat(event.getData())
                        .containsEntry("reason", "INC-9")
                        .containsEntry(
                                "selection",
                                Map.of("topic", "bin-dlt", "partition", "1", "fromOffset", "2", "toOffset", "3"))
                        .containsEntry("counts", Map.of("records", 1L, "unresolved", 1L)));
        assertRefused(purge(with(three, "partition", "7", "confirm", "bin-dlt")), 400, "INVALID_PARAMETER");
        assertRefused(purge(with(three, "toOffset", "70", "confirm", "bin-dlt")), 400, "INVALID_PARAMETER");
        assertRefused(
                purge(Map.of("topic", "bin", "partition", "0", "toOffset", "1", "confirm", "bin")),
                404,
                "UNKNOWN_TOPIC");
    }

    @Test
    void tellsNothingOfRecordsThatAJobSelectsAndDeletesNothingWhileItRuns() {
        // given
        String dead = "rack-rack-dlt";
        die("rack", 60, number -> "stuck");
        TestApp.eventually(() -> assertThat(unresolved(app, dead)).isEqualTo(60));
        String[] oldest = records(dead, null).get(0).id().split(":", 2);
        Map<String, String> purge =
                Map.of("topic", dead, "partition", oldest[0], "toOffset", "1", "confirm", dead, "unresolved", "true");

        // when
        app.bean(Redrives.class)
                .start(
                        RedriveSelection.matching(dead, DeadLetterFilter.of(Map.of("text", "stuck"))),
                        RedriveOptions.DEFAULT.withRate(1).withId("slowly"));
        RedrivesEndpoint endpoint = app.bean(RedrivesEndpoint.class);
        TestApp.eventually(() -> assertThat(
                        job(endpoint.redrive(SecurityContext.NONE, "slowly")).state())
                .isEqualTo("running"));

        // then
        assertThat(job(endpoint.redrive(SecurityContext.NONE, "slowly")).selection())
                .containsExactly(Map.entry("text", "******"));
        assertThat(Trail.events)
                .filteredOn(event -> event.getData().toString().contains("slowly"))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.getData().toString()).doesNotContain("stuck"));
        assertRefused(purge(purge), 409, "JOB_RUNNING");

        // when
        answered(endpoint.change(SecurityContext.NONE, "slowly", "cancelled", null, null), 202);
        TestApp.eventually(() -> assertThat(
                        job(endpoint.redrive(SecurityContext.NONE, "slowly")).state())
                .isEqualTo("cancelled"));

        // then
        assertThat(((DeadLetterPurgeReport) ok(purge(purge))).purged()).isTrue();
    }

    private static RedrivesReport.Job job(WebEndpointResponse<?> response) {
        return (RedrivesReport.Job) ok(response);
    }

    @Test
    void saysWhenATopicKeepsItsRecords() {
        TestBroker.send(new ProducerRecord<>("kept-dlt", 0, new byte[] {1}, new byte[] {1}));

        assertRefused(
                purge(Map.of(
                        "topic",
                        "kept-dlt",
                        "partition",
                        "0",
                        "toOffset",
                        "1",
                        "confirm",
                        "kept-dlt",
                        "unresolved",
                        "true")),
                409,
                "NOT_DELETABLE");
    }

    private static WebEndpointResponse<?> purge(Map<String, String> body) {
        return app.bean(DeadLetterPurgeEndpoint.class)
                .purge(
                        SecurityContext.NONE,
                        body.get("topic"),
                        body.get("partition"),
                        body.get("toOffset"),
                        body.get("confirm"),
                        body.get("unresolved"),
                        body.get("dryRun"),
                        body.get("reason"));
    }

    private static Redrive redrive(String dead, RedriveOptions options) {
        Redrives redrives = app.bean(Redrives.class);
        Redrive started = redrives.start(RedriveSelection.all(dead), options);
        TestApp.eventually(() -> assertThat(redrives.find(started.id()))
                .isNotNull()
                .extracting(Redrive::state)
                .isEqualTo(RedriveState.COMPLETED));
        return Objects.requireNonNull(redrives.find(started.id()));
    }

    private static void die(String topic, int records, IntFunction<String> cause) {
        TestBroker.sendAll(IntStream.range(0, records)
                .mapToObj(number ->
                        new ProducerRecord<byte[], byte[]>(topic, (cause.apply(number) + ":" + number).getBytes(UTF_8)))
                .toList());
    }

    private static Map<String, String> with(Map<String, String> some, String... more) {
        Map<String, String> all = new HashMap<>(some);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    /** Calls as long as there is more, and returns how many records were changed. */
    private static long change(TestApp caller, Map<String, String> body) {
        long changed = 0;
        String cursor = null;
        int calls = 0;
        do {
            Changed answer = (Changed) ok(post(caller, cursor == null ? body : with(body, "cursor", cursor)));
            changed += answer.changed();
            cursor = answer.cursor();
            calls++;
        } while (cursor != null);
        assertThat(calls).isGreaterThan(body.containsKey("ids") ? 0 : 1);
        return changed;
    }

    private static WebEndpointResponse<?> post(TestApp caller, Map<String, String> body) {
        return caller.bean(DeadLetterArchiveEndpoint.class)
                .change(
                        SecurityContext.NONE,
                        body.get("topic"),
                        body.get("state"),
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
                        body.get("cursor"),
                        body.get("dryRun"),
                        body.get("reason"));
    }

    private static DeadLetterArchiveReport archive(TestApp caller) {
        return (DeadLetterArchiveReport)
                ok(caller.bean(DeadLetterArchiveEndpoint.class).archive(SecurityContext.NONE));
    }

    private static long unresolved(TestApp caller, String topic) {
        DeadLettersReport.Detail detail = (DeadLettersReport.Detail)
                ok(caller.bean(DeadLettersEndpoint.class).topic(topic));
        assertThat(detail.topic().uncounted()).isZero();
        return Objects.requireNonNull(detail.topic().unresolved());
    }

    private static DeadLettersReport.Groups groups(String topic, String archived) {
        return (DeadLettersReport.Groups) ok(view(topic, "groups", null, archived));
    }

    private static List<DeadLetterReport> records(String topic, String archived) {
        List<DeadLetterReport> records = new CopyOnWriteArrayList<>();
        String cursor = null;
        do {
            DeadLettersReport.Records page = (DeadLettersReport.Records) ok(view(topic, "records", cursor, archived));
            records.addAll(page.records());
            cursor = page.cursor();
        } while (cursor != null);
        return records;
    }

    private static WebEndpointResponse<?> view(String topic, String view, String cursor, String archived) {
        return app.bean(DeadLettersEndpoint.class)
                .view(
                        SecurityContext.NONE,
                        topic,
                        view,
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
                        cursor,
                        archived);
    }

    private static OperationResponseBody ok(WebEndpointResponse<?> response) {
        return answered(response, 200);
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

    /** A listener that fails until what it needs is working. */
    static class Shelves {

        static final Set<String> working = ConcurrentHashMap.newKeySet();
        static final List<String> processed = new CopyOnWriteArrayList<>();

        @KafkaListener(id = "drawer", topics = "drawer")
        @KafkaRetry(delays = "10ms")
        void drawer(String value) {
            shelf(value);
        }

        @KafkaListener(id = "rack", topics = "rack")
        @KafkaRetry(delays = "10ms")
        void rack(String value) {
            shelf(value);
        }

        @KafkaListener(id = "shelf", topics = "shelf")
        @KafkaRetry(delays = "10ms")
        void shelf(String value) {
            String cause = value.substring(0, value.indexOf(':'));
            if (working.contains(cause)) {
                processed.add(value);
            } else if (cause.equals("declined")) {
                throw new UnsupportedOperationException("402");
            } else {
                throw new IllegalStateException(cause);
            }
        }
    }

    /** What the audit is told. */
    static class Trail {

        static final List<AuditEvent> events = new CopyOnWriteArrayList<>();

        static List<String> actions() {
            return events.stream()
                    .map(each -> String.valueOf(each.getData().get("action")))
                    .toList();
        }

        @EventListener
        void on(AuditApplicationEvent event) {
            events.add(event.getAuditEvent());
        }
    }
}
