package io.redrive.autoconfigure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.redrive.KafkaRetry;
import io.redrive.RetryContext;
import io.redrive.autoconfigure.DeadLettersReport.Group;
import io.redrive.autoconfigure.DeadLettersReport.Groups;
import io.redrive.autoconfigure.DeadLettersReport.Records;
import io.redrive.census.Resolutions;
import io.redrive.deadletter.DeadLetterAddress;
import io.redrive.header.DeadLetterReader;
import io.redrive.redact.Redaction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.util.unit.DataSize;

class DeadLettersIT {

    private static final int RECORDS_PER_CALL = 5_000;

    private static TestApp app;

    @BeforeAll
    static void start() {
        List.of("shop", "annotated").forEach(topic -> TestBroker.createTopic(topic, 2));
        List.of("foreign-dlt", "hidden-dlt", "sanitized-dlt", "vanishing-dlt")
                .forEach(topic -> TestBroker.createTopic(topic, 1, Map.of("retention.ms", "-1")));
        TestBroker.createTopic("large-dlt", 3, Map.of("retention.ms", "-1"));
        TestBroker.createTopic("huge-dlt", 3);
        TestBroker.createTopic("shrinking-dlt", 1, Map.of("retention.ms", "86400000"));
        TestBroker.createTopic("transactional-dlt", 1);
        app = TestApp.start(
                List.of(Shop.class, Annotated.class, Sanitizing.class),
                "management.endpoints.web.exposure.include=deadletters",
                "management.endpoint.deadletters.show-values=always",
                "redrive.dead-letters.topics=foreign-dlt,hidden-dlt,sanitized-dlt,large-dlt,huge-dlt,shrinking-dlt,transactional-dlt,vanishing-dlt,missing-dlt",
                "redrive.dead-letters.scan.max-records=" + RECORDS_PER_CALL,
                "redrive.metrics.topics-interval=100ms");
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void groupsByCauseAndTellsTheWholeStoryOfARecord() {
        // when
        List.of("busy", "busy", "declined", "busy", "declined").forEach(value -> TestBroker.send("shop", value));

        // then
        TestApp.eventually(() -> assertThat(groups("shop-g-dlt").groups())
                .extracting(Group::exception, Group::frame, Group::count)
                .containsExactly(
                        tuple(IllegalStateException.class.getName(), Till.class.getName() + ".open", 3L),
                        tuple(UnsupportedOperationException.class.getName(), Till.class.getName() + ".open", 2L)));
        Group busy = groups("shop-g-dlt").groups().get(0);
        Records records = records("shop-g-dlt", Map.of("group", busy.group()));
        assertThat(records.records()).hasSize(3).allSatisfy(each -> {
            assertThat(each.failure().group()).isEqualTo(busy.group());
            assertThat(each.failure().attempts()).isEqualTo(3);
            assertThat(each.failure().reason()).isEqualTo("attempts-exhausted");
            assertThat(each.origin().topic()).isEqualTo("shop");
            assertThat(each.origin().group()).isEqualTo("g");
        });
        assertThat(records.cursor()).isNull();
        assertThat(records.scan().end()).isEqualTo("complete");

        DeadLetterReport.Full full = full("shop-g-dlt", records.records().get(0).id());
        assertThat(full.value()).isEqualTo(new DeadLetterReport.Value("text", "busy", false));
        assertThat(full.history())
                .extracting(
                        DeadLetterReport.Step::step,
                        DeadLetterReport.Step::attempt,
                        DeadLetterReport.Step::exception,
                        DeadLetterReport.Step::message)
                .containsExactly(
                        tuple("failed", 1, IllegalStateException.class.getName(), "attempt 1"),
                        tuple("failed", 2, IllegalStateException.class.getName(), "attempt 2"),
                        tuple("failed", 3, IllegalStateException.class.getName(), "attempt 3"),
                        tuple("dead", null, null, "attempts-exhausted"));
        assertThat(full.history().stream().map(step -> Instant.parse(step.at())))
                .isSorted();
        assertThat(full.headers())
                .contains(new DeadLetterReport.Header("retry_topic-attempts", "4"))
                .filteredOn(header -> header.name().equals("kafka_original-topic"))
                .hasSize(1);
    }

    @Test
    void readsWhatRetryableTopicHasWritten() {
        // when
        TestBroker.send("annotated", "busy");

        // then
        TestApp.eventually(() -> assertThat(groups("annotated-dlt").groups())
                .extracting(Group::exception, Group::frame, Group::count)
                .containsExactly(tuple(IllegalStateException.class.getName(), Till.class.getName() + ".open", 1L)));
        DeadLetterReport.Full full =
                full("annotated-dlt", groups("annotated-dlt").groups().get(0).sample());
        assertThat(full.history()).extracting(DeadLetterReport.Step::attempt).containsExactly(1, 2, 3, null);
    }

    @Test
    void findsRecordsOfOthersByTimeHeaderExceptionAndText() {
        // given
        send("foreign-dlt", 0, 1_000, "one", Map.of("__connect.errors.exception.class.name", "x.DataException"));
        send("foreign-dlt", 0, 2_000, "two", Map.of("kafka_dlt-exception-fqcn", "x.Declined", "tenant", "a"));
        send("foreign-dlt", 0, 3_000, "three", Map.of("__dlq.errors.message", "too often", "password", "p"));

        // then
        assertThat(ids(Map.of())).containsExactly("0:0", "0:1", "0:2");
        assertThat(ids(Map.of("from", "1970-01-01T00:00:02Z"))).containsExactly("0:1", "0:2");
        assertThat(ids(Map.of("to", "1970-01-01T00:00:02Z"))).containsExactly("0:0");
        assertThat(ids(Map.of("header", "tenant:a"))).containsExactly("0:1");
        assertThat(ids(Map.of("exception", "declined"))).containsExactly("0:1");
        assertThat(ids(Map.of("text", "hre"))).containsExactly("0:2");
        assertThat(ids(Map.of("key", "k"))).hasSize(3);
        assertThat(records("foreign-dlt", Map.of()).records())
                .extracting(each -> each.failure().writtenBy())
                .containsExactly("kafka-connect", "spring-kafka", "share-group");
        assertThat(full("foreign-dlt", "0:2").headers())
                .as("the application's sanitizing function")
                .contains(new DeadLetterReport.Header("password", "******"));
        assertThat(topics().topics().get("foreign-dlt").sources()).isEmpty();
    }

    @Test
    void hidesPayloadsFromWhoMayNotSeeThem() {
        // given
        send("hidden-dlt", 0, 9_000, "secret", Map.of("tenant", "secret", "kafka_dlt-exception-fqcn", "x.Declined"));
        DeadLettersEndpoint hiding = endpoint(
                new DeadLettersEndpointProperties(Show.WHEN_AUTHORIZED, Set.of("OPERATOR")), List.of(), Redaction.NONE);

        // then
        Records hidden = (Records) view(hiding, "hidden-dlt", "records", Map.of("header", "tenant"))
                .getBody();
        assertThat(hidden.records()).singleElement().satisfies(each -> {
            assertThat(each.key()).isEqualTo("******");
            assertThat(each.keySize()).isEqualTo(1);
            assertThat(each.valueSize()).isEqualTo(6);
        });
        assertThat(record(hiding, "hidden-dlt", hidden.records().get(0).id()).getBody())
                .isInstanceOfSatisfying(DeadLetterReport.Full.class, full -> {
                    assertThat(full.value()).isEqualTo(new DeadLetterReport.Value("hidden", "******", false));
                    assertThat(full.headers())
                            .contains(
                                    new DeadLetterReport.Header("tenant", "******"),
                                    new DeadLetterReport.Header("kafka_dlt-exception-fqcn", "x.Declined"));
                });
        for (Map<String, String> asking :
                List.of(Map.of("text", "secr"), Map.of("key", "k"), Map.of("header", "tenant:secret"))) {
            assertRefused(view(hiding, "hidden-dlt", "records", asking), 403, "VALUES_NOT_SHOWN");
        }
        assertThat(view(hiding, "hidden-dlt", "records", Map.of("header", "kafka_dlt-exception-fqcn:x.Declined"))
                        .getBody())
                .isInstanceOfSatisfying(
                        Records.class, found -> assertThat(found.records()).hasSize(1));
    }

    @Test
    void neitherShowsNorFindsWhatTheApplicationHidesFromEverybody() {
        // given
        send(
                "sanitized-dlt",
                0,
                9_000,
                "a secret",
                Map.of("__connect.errors.exception.message", "password=hunter2 is wrong", "tenant", "acme"));
        SanitizingFunction hiding =
                data -> List.of("value", "tenant").contains(data.getKey()) ? data.withSanitizedValue() : data;
        DeadLettersEndpoint endpoint = endpoint(
                new DeadLettersEndpointProperties(Show.ALWAYS, Set.of()),
                List.of(hiding),
                new Redaction(() -> List.of(text -> text.replace("hunter2", "(taken out)"))));

        // then
        assertThat(record(endpoint, "sanitized-dlt", "0:0").getBody())
                .isInstanceOfSatisfying(DeadLetterReport.Full.class, full -> {
                    assertThat(full.record().key()).isEqualTo("k");
                    assertThat(full.record().failure().message()).isEqualTo("password=(taken out) is wrong");
                    assertThat(full.value()).isEqualTo(new DeadLetterReport.Value("hidden", "******", false));
                    assertThat(full.headers())
                            .contains(
                                    new DeadLetterReport.Header("tenant", "******"),
                                    new DeadLetterReport.Header(
                                            "__connect.errors.exception.message", "password=(taken out) is wrong"));
                });
        for (Map<String, String> hidden :
                List.of(Map.of("text", "secret"), Map.of("text", "hunter"), Map.of("header", "tenant:acme"))) {
            assertThat(view(endpoint, "sanitized-dlt", "records", hidden).getBody())
                    .isInstanceOfSatisfying(
                            Records.class, found -> assertThat(found.records()).isEmpty());
        }
        for (Map<String, String> shown : List.of(Map.of("text", "is wrong"), Map.of("key", "k"))) {
            assertThat(view(endpoint, "sanitized-dlt", "records", shown).getBody())
                    .isInstanceOfSatisfying(
                            Records.class, found -> assertThat(found.records()).hasSize(1));
        }
    }

    private static DeadLettersEndpoint endpoint(
            DeadLettersEndpointProperties properties, List<SanitizingFunction> functions, Redaction redaction) {
        return new DeadLettersEndpoint(
                new DeadLetterQueries(
                        app.bean(DeadLetterStore.class),
                        app.bean(RedriveProperties.class).deadLetters().scan(),
                        Clock.systemUTC()),
                new Disclosure(properties, functions, redaction));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertRefused(endpoint().topic("orders"), 404, "UNKNOWN_TOPIC");
        assertRefused(endpoint().topic("shop"), 404, "UNKNOWN_TOPIC");
        assertRefused(endpoint().topic("missing-dlt"), 404, "MISSING_TOPIC");
        assertRefused(view(endpoint(), "missing-dlt", "records", Map.of()), 404, "MISSING_TOPIC");
        assertRefused(view(endpoint(), "shop-g-dlt", "letters", Map.of()), 404, "UNKNOWN_VIEW");
        assertRefused(view(endpoint(), "shop-g-dlt", "groups", Map.of("key", "x")), 400, "INVALID_PARAMETER");
        assertRefused(view(endpoint(), "shop-g-dlt", "records", Map.of("from", "x")), 400, "INVALID_PARAMETER");
        assertRefused(view(endpoint(), "shop-g-dlt", "records", Map.of("limit", "501")), 400, "INVALID_PARAMETER");
        assertRefused(view(endpoint(), "shop-g-dlt", "records", Map.of("cursor", "x")), 400, "INVALID_PARAMETER");
        assertRefused(endpoint().record(SecurityContext.NONE, "shop-g-dlt", "0", "x"), 400, "INVALID_PARAMETER");
        assertRefused(endpoint().record(SecurityContext.NONE, "shop-g-dlt", "0", "99999"), 404, "NO_SUCH_RECORD");
    }

    @Test
    void takesOffWhatIsDeletedAndTellsWhenTheRestWillBe() {
        // given
        for (int i = 0; i < 20; i++) {
            send(
                    "shrinking-dlt",
                    0,
                    System.currentTimeMillis(),
                    "v" + i,
                    Map.of("kafka_dlt-exception-fqcn", "x.Declined"));
        }
        TestApp.eventually(
                () -> assertThat(gauge("redrive.dlt.backlog", "shrinking-dlt")).isEqualTo(20));

        // when
        TestBroker.await(TestBroker.admin()
                .deleteRecords(Map.of(new TopicPartition("shrinking-dlt", 0), RecordsToDelete.beforeOffset(15)))
                .all());

        // then
        TestApp.eventually(() -> {
            assertThat(gauge("redrive.dlt.backlog", "shrinking-dlt")).isEqualTo(5);
            assertThat(registry()
                            .find("redrive.dlt.expired")
                            .tags("topic", "shrinking-dlt")
                            .functionCounter())
                    .isNotNull()
                    .extracting(FunctionCounter::count)
                    .isEqualTo(15.0);
        });
        assertThat(gauge("redrive.dlt.retained", "shrinking-dlt")).isEqualTo(5);
        assertThat(gauge("redrive.dlt.uncounted", "shrinking-dlt")).isZero();
        assertThat(gauge("redrive.dlt.failure.groups", "shrinking-dlt")).isEqualTo(1);
        assertThat(registry()
                        .get("redrive.dlt.expiry")
                        .tags("topic", "shrinking-dlt")
                        .timeGauge()
                        .value(TimeUnit.HOURS))
                .isBetween(22.0, 24.0);
        DeadLettersReport.Topic topic = topics().topics().get("shrinking-dlt");
        assertThat(topic.unresolved()).isEqualTo(5);
        assertThat(topic.lost()).isEqualTo(15);
        assertThat(topic.retention()).isEqualTo("PT24H");
        assertThat(Instant.parse(topic.expires()))
                .isEqualTo(Instant.parse(topic.oldest()).plus(Duration.ofDays(1)));
        assertThat(topics().topics().get("large-dlt").retention()).isEqualTo("forever");
        assertThat(topics().topics().get("large-dlt").expires()).isNull();
    }

    @Test
    void countsRecordsAndNoMarkersOfTransactions() {
        // given
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestBroker.address(), "transactional.id", "dead-letters-it"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            for (int i = 0; i < 10; i++) {
                producer.beginTransaction();
                var unused = producer.send(new ProducerRecord<>("transactional-dlt", ("v" + i).getBytes(UTF_8)));
                if (i % 2 == 0) {
                    producer.commitTransaction();
                } else {
                    producer.flush();
                    producer.abortTransaction();
                }
            }
        }

        // then
        TestApp.eventually(() -> {
            DeadLettersReport.Topic topic = topics().topics().get("transactional-dlt");
            assertThat(topic.retained()).isEqualTo(20);
            assertThat(topic.unresolved()).isEqualTo(5);
            assertThat(topic.uncounted()).isZero();
        });
        assertThat(records("transactional-dlt", Map.of()).records()).hasSize(5);
    }

    @Test
    void tellsNothingMoreOfATopicThatWasDeleted() {
        // given
        send("vanishing-dlt", 0, 1_000, "one", Map.of());
        TestApp.eventually(() -> assertThat(registry()
                        .find("redrive.dlt.backlog")
                        .tag("topic", "vanishing-dlt")
                        .gauge())
                .isNotNull()
                .extracting(Gauge::value)
                .isEqualTo(1.0));

        // when
        TestBroker.await(
                TestBroker.admin().deleteTopics(List.of("vanishing-dlt")).all());

        // then
        TestApp.eventually(() -> assertThat(registry()
                        .find("redrive.dlt.backlog")
                        .tag("topic", "vanishing-dlt")
                        .gauge())
                .isNull());
    }

    @Test
    void tellsWhatWaitsInRetryTopics() {
        TestApp.eventually(() -> assertThat(registry()
                        .find("redrive.retry.waiting")
                        .tags("listener", "shop", "topic", "shop-g-retry-1")
                        .gauge())
                .isNotNull()
                .extracting(Gauge::value)
                .isEqualTo(0.0));
        assertThat(registry()
                        .get("redrive.retry.overdue")
                        .tags("listener", "shop", "topic", "shop-g-retry-1")
                        .timeGauge()
                        .value(TimeUnit.SECONDS))
                .isGreaterThanOrEqualTo(0);
        // A round that the machine held up may have failed, but not each of them.
        AtomicReference<Double> errors = new AtomicReference<>(-1.0);
        await().during(Duration.ofSeconds(1)).atMost(Duration.ofMinutes(1)).until(() -> {
            double now =
                    registry().get("redrive.stats.errors").functionCounter().count();
            return now == errors.getAndSet(now);
        });
    }

    @Test
    void refusesCallsBeyondThoseThatMayReadAtTheSameTime() throws Exception {
        // given
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread[] reader = new Thread[1];
        InstantSource held = () -> {
            if (Thread.currentThread() == reader[0]) {
                reading.countDown();
                awaitUninterrupted(goOn);
            }
            return Instant.now();
        };
        EngineRuntime runtime = app.bean(EngineRuntime.class);
        try (DeadLetterStore store = new DeadLetterStore(
                new DeadLetterTopics(
                        runtime.engine().listeners(),
                        new ClusterConnections(app.context().getBeanProvider(KafkaAdmin.class)),
                        List.of(),
                        () -> null),
                new DeadLetterReader(runtime.engine().frames()),
                Resolutions.NONE,
                held)) {
            DeadLettersEndpoint endpoint = new DeadLettersEndpoint(
                    new DeadLetterQueries(
                            store,
                            new RedriveProperties.Scan(10, DataSize.ofMegabytes(1), Duration.ofSeconds(5), 1),
                            held),
                    new Disclosure(new DeadLettersEndpointProperties(Show.NEVER, Set.of()), List.of(), Redaction.NONE));
            CompletableFuture<WebEndpointResponse<?>> first = new CompletableFuture<>();
            reader[0] = new Thread(() -> first.complete(view(endpoint, "shop-g-dlt", "records", Map.of())));

            // when
            reader[0].start();
            assertThat(reading.await(60, TimeUnit.SECONDS)).isTrue();

            // then
            assertRefused(view(endpoint, "shop-g-dlt", "records", Map.of()), 429, "TOO_MANY_SCANS");
            assertRefused(view(endpoint, "shop-g-dlt", "groups", Map.of()), 429, "TOO_MANY_SCANS");

            // when
            goOn.countDown();

            // then
            assertThat(first.get(60, TimeUnit.SECONDS).getStatus()).isEqualTo(200);
            assertThat(view(endpoint, "shop-g-dlt", "records", Map.of()).getStatus())
                    .isEqualTo(200);
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interruption) {
            throw new IllegalStateException(interruption);
        }
    }

    @Test
    void answersWithinItsBudgetHoweverMuchThereIs() {
        groupsAndBrowses("large-dlt", 20_000);
    }

    @Test
    @Tag("slow")
    void answersWithinItsBudgetWithAMillionRecords() {
        groupsAndBrowses("huge-dlt", 1_000_000);
    }

    private static void groupsAndBrowses(String topic, int records) {
        // given
        fill(topic, records);
        long usedBefore = used();

        // when
        Groups groups;
        int calls = 0;
        do {
            groups = groups(topic);
            assertThat(groups.scan().records()).isLessThanOrEqualTo(RECORDS_PER_CALL);
            assertThat(groups.scan().bytes()).isLessThanOrEqualTo(33L << 20);
            assertThat(++calls).isLessThanOrEqualTo(10 + records / 1_000);
        } while (groups.uncounted() > 0);

        // then
        assertThat(groups.unresolved()).isEqualTo(records);
        assertThat(groups.groups())
                .extracting(Group::exception, Group::count)
                .containsExactly(
                        tuple("com.acme.Busy", records - records / 10L), tuple("com.acme.Declined", records / 10L));
        assertThat(used() - usedBefore).as("what a census remembers").isLessThan(32L << 20);

        // when
        String wanted = "value " + (records - 1) + " ";
        List<DeadLetterReport> found = new ArrayList<>();
        @Nullable String cursor = null;
        int pages = 0;
        do {
            Map<String, String> query = new HashMap<>(Map.of("text", wanted, "limit", "5"));
            if (cursor != null) {
                query.put("cursor", cursor);
            }
            Records page = records(topic, query);
            assertThat(page.scan().records()).isLessThanOrEqualTo(RECORDS_PER_CALL);
            found.addAll(page.records());
            cursor = page.cursor();
            assertThat(++pages).isLessThanOrEqualTo(10 + records / 1_000);
        } while (cursor != null);

        // then
        assertThat(found).hasSize(1);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void fill(String topic, int records) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestBroker.address(), "linger.ms", 50, "batch.size", 1 << 18),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                        topic, i % 3, null, ("value " + i + " " + "x".repeat(200)).getBytes(UTF_8));
                record.headers()
                        .add(
                                "kafka_exception-cause-fqcn",
                                (i % 10 == 0 ? "com.acme.Declined" : "com.acme.Busy").getBytes(UTF_8))
                        .add("redrive_failure-frame", "com.acme.Till.open".getBytes(UTF_8))
                        .add("kafka_exception-message", ("order " + i).getBytes(UTF_8));
                var unused = producer.send(record);
            }
        }
    }

    private static void send(String topic, int partition, long timestamp, String value, Map<String, String> headers) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, partition, timestamp, "k".getBytes(UTF_8), value.getBytes(UTF_8));
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
        TestBroker.send(record);
    }

    private static List<String> ids(Map<String, String> query) {
        return records("foreign-dlt", query).records().stream()
                .map(DeadLetterReport::id)
                .toList();
    }

    private static DeadLettersReport topics() {
        return (DeadLettersReport) ok(endpoint().deadLetters());
    }

    private static Groups groups(String topic) {
        return (Groups) ok(view(endpoint(), topic, "groups", Map.of()));
    }

    private static Records records(String topic, Map<String, String> query) {
        return (Records) ok(view(endpoint(), topic, "records", query));
    }

    private static DeadLetterReport.Full full(String topic, String id) {
        return (DeadLetterReport.Full) ok(record(endpoint(), topic, id));
    }

    private static WebEndpointResponse<?> record(DeadLettersEndpoint endpoint, String topic, String id) {
        DeadLetterAddress address = DeadLetterAddress.of(topic, id);
        return endpoint.record(
                SecurityContext.NONE, topic, Integer.toString(address.partition()), Long.toString(address.offset()));
    }

    private static OperationResponseBody ok(WebEndpointResponse<?> response) {
        assertThat(response.getStatus()).as(String.valueOf(response.getBody())).isEqualTo(200);
        return (OperationResponseBody) response.getBody();
    }

    private static WebEndpointResponse<?> view(
            DeadLettersEndpoint endpoint, String topic, String view, Map<String, String> query) {
        return endpoint.view(
                SecurityContext.NONE,
                topic,
                view,
                query.get("partition"),
                query.get("fromOffset"),
                query.get("toOffset"),
                query.get("from"),
                query.get("to"),
                query.get("key"),
                query.get("header"),
                query.get("exception"),
                query.get("text"),
                query.get("group"),
                query.get("limit"),
                query.get("cursor"),
                query.get("archived"));
    }

    private static void assertRefused(WebEndpointResponse<?> response, int status, String error) {
        assertThat(response.getStatus()).as(String.valueOf(response.getBody())).isEqualTo(status);
        assertThat(response.getBody())
                .isInstanceOfSatisfying(
                        RetryTopicsReport.Refusal.class,
                        refusal -> assertThat(refusal.error()).isEqualTo(error));
    }

    private static DeadLettersEndpoint endpoint() {
        return app.bean(DeadLettersEndpoint.class);
    }

    private static MeterRegistry registry() {
        return app.bean(MeterRegistry.class);
    }

    private static double gauge(String name, String topic) {
        Gauge gauge = registry().find(name).tags("topic", topic).gauge();
        return gauge == null ? Double.NaN : gauge.value();
    }

    /** Where things go wrong. */
    static final class Till {

        private Till() {}

        static void open(String value, int attempt) {
            if (value.equals("declined")) {
                throw new UnsupportedOperationException("402");
            }
            throw new IllegalStateException("attempt " + attempt);
        }
    }

    static class Shop {

        @KafkaListener(id = "shop", topics = "shop", groupId = "g")
        @KafkaRetry(
                delays = {"10ms", "10ms"},
                exclude = UnsupportedOperationException.class)
        void sell(String value, RetryContext context) {
            Till.open(value, context.attempt());
        }
    }

    static class Annotated {

        @KafkaListener(id = "annotated", topics = "annotated", groupId = "g2")
        @RetryableTopic(attempts = "3", backOff = @BackOff(delay = 10))
        void sell(String value) {
            Till.open(value, 0);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Sanitizing {

        @Bean
        SanitizingFunction passwords() {
            return SanitizingFunction.sanitizeValue().ifKeyEquals("password");
        }
    }
}
