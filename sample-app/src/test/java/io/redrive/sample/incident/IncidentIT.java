package io.redrive.sample.incident;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.DocumentContext;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** An incident from its beginning to its end, as an operator of two instances goes through it over HTTP. */
@Tag("slow")
class IncidentIT {

    private static final int ORDERS = 5_000;
    private static final int BUSY = 2_000;
    private static final String TOPIC = "orders-settlement-dlt";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path directory;

    private static EmbeddedKafkaKraftBroker broker;
    private static Gateway gateway;
    private static Connection database;

    @BeforeAll
    static void start() throws SQLException {
        broker = new EmbeddedKafkaKraftBroker(1, 1);
        broker.brokerProperties(Map.of(
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "group.initial.rebalance.delay.ms", "0"));
        broker.afterPropertiesSet();
        gateway = new Gateway("40", "99");
        // This JVM serves the database to the instances, of which one is killed.
        database = DriverManager.getConnection(databaseUrl(), "sa", "");
    }

    @AfterAll
    static void stop() throws SQLException {
        database.close();
        gateway.close();
        broker.destroy();
    }

    @Test
    void everyOrderIsSettledOnceAlthoughTheInstanceThatRedrivesIsKilled() {
        try (SampleProcess one = sample("one");
                SampleProcess two = sample("two")) {
            // given
            send();
            eventually(() -> assertThat(unresolved(one)).isEqualTo(ORDERS));
            DocumentContext groups = one.get("/actuator/deadletters/" + TOPIC + "/groups");
            assertThat(groups.<List<Integer>>read("$.groups[*].count")).containsExactly(ORDERS - BUSY, BUSY);
            String busy = groups.read("$.groups[1].group");
            assertThat(groups.<String>read("$.groups[1].exception")).endsWith("GatewayUnavailable");

            // when: what would be sent, and is it mended?
            DocumentContext plan = redrive(two, "'group':'" + busy + "','dryRun':'true'");
            assertThat(plan.<Integer>read("$.targets.orders-settlement-retry-1"))
                    .isEqualTo(BUSY);
            assertThat(plan.<Boolean>read("$.complete")).isTrue();
            String canary = redrive(one, "'group':'" + busy + "','canary':'10','rate':'500','reason':'INC-7'")
                    .read("$.id");
            eventually(
                    () -> assertThat(job(two, canary).<String>read("$.state")).isEqualTo("stopped"));
            assertThat(job(two, canary).<Integer>read("$.progress.sent")).isEqualTo(10);
            eventually(() -> assertThat(job(two, canary).<Integer>read("$.outcome.failedAgain"))
                    .isEqualTo(10));
            eventually(() -> assertThat(unresolved(two)).isEqualTo(ORDERS));

            // when: it is
            gateway.mend("99");
            String all = redrive(one, "'group':'" + busy + "','canary':'10','rate':'500','reason':'INC-7 mended'")
                    .read("$.id");
            eventually(() ->
                    assertThat(job(two, all).<Integer>read("$.progress.sent")).isGreaterThan(BUSY / 2));
            assertThat(job(two, all).<String>read("$.state")).isEqualTo("running");
            one.kill();
            System.out.println("killed: " + job(two, all).jsonString());

            // then
            eventually(() -> assertThat(job(two, all).<String>read("$.state")).isEqualTo("completed"));
            assertThat(job(two, all).<Integer>read("$.progress.sent")).isEqualTo(BUSY);
            eventually(() ->
                    assertThat(job(two, all).<Boolean>read("$.outcome.known")).isTrue());
            assertThat(job(two, all).<Integer>read("$.outcome.recovered")).isEqualTo(BUSY);
            eventually(() -> assertThat(unresolved(two)).isEqualTo(ORDERS - BUSY));
            assertThat(settled()).isEqualTo(BUSY);
            System.out.println("completed: " + job(two, all).jsonString());

            // when: the second cause, with a filter, a pause and a change of mind
            gateway.mend("40");
            String slow =
                    redrive(two, "'exception':'PaymentDeclined','rate':'100'").read("$.id");
            eventually(() ->
                    assertThat(job(two, slow).<Integer>read("$.progress.sent")).isPositive());
            int sent = change(two, slow, "'state':'paused','reason':'lunch'").read("$.progress.sent");
            assertThat(job(two, slow).<String>read("$.state")).isEqualTo("paused");
            assertThat(job(two, slow).<Integer>read("$.progress.sent")).isEqualTo(sent);
            change(two, slow, "'state':'running','rate':'50'");
            eventually(() ->
                    assertThat(job(two, slow).<Integer>read("$.progress.sent")).isGreaterThan(sent));
            assertThat(change(two, slow, "'state':'cancelled','reason':'too slow'")
                            .<String>read("$.state"))
                    .isEqualTo("cancelled");
            String rest =
                    redrive(two, "'exception':'PaymentDeclined','rate':'5000'").read("$.id");

            // then
            eventually(() -> assertThat(job(two, rest).<String>read("$.state")).isEqualTo("completed"));
            eventually(() -> assertThat(unresolved(two)).isZero());
            eventually(() -> assertThat(settled()).isEqualTo(ORDERS));
            assertThat(two.get("/actuator/redrives").<List<String>>read("$.jobs[*].id"))
                    .containsExactly(rest, slow, all, canary);
            assertThat(one.output() + two.output())
                    .contains(
                            "start-redrive job=" + canary,
                            "redrive-ended job=" + canary,
                            "reason: INC-7",
                            "start-redrive job=" + all,
                            "redrive-ended job=" + all,
                            "pause-redrive job=" + slow,
                            "resume-redrive job=" + slow,
                            "cancel-redrive job=" + slow,
                            "redrive-ended job=" + rest);
        }
    }

    private static SampleProcess sample(String name) {
        SampleProcess process = new SampleProcess(
                directory.resolve(name + ".log"),
                "--spring.profiles.active=yml",
                "--spring.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
                "--spring.datasource.url=" + databaseUrl(),
                "--spring.datasource.username=sa",
                "--sample.broker=external",
                "--sample.orders.count=0",
                "--sample.gateway.url=" + gateway.url(),
                "--redrive.listeners.settlement.attempts=2",
                "--redrive.listeners.settlement.delay=100ms",
                "--redrive.dead-letters.redrive-look-interval=1s",
                "--logging.level.io.redrive.sample=warn",
                "--spring.http.clients.connect-timeout=20s",
                "--spring.http.clients.read-timeout=20s");
        await().atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() -> process.get("/actuator/health").read("$.status"), "UP"::equals);
        return process;
    }

    private static String databaseUrl() {
        return "jdbc:h2:file:" + directory.resolve("orders").toAbsolutePath() + ";AUTO_SERVER=TRUE";
    }

    private static void send() {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.getBrokersAsString()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < ORDERS; i++) {
                String order = "{\"id\":\"I-%s\",\"amount\":%s,\"customer\":\"Ada\"}"
                        .formatted(i, i % 5 < 3 ? "12.40" : "12.99");
                var unused = producer.send(
                        new ProducerRecord<>("orders", ("I-" + i).getBytes(UTF_8), order.getBytes(UTF_8)));
            }
        }
    }

    private static DocumentContext redrive(SampleProcess sample, String parameters) {
        return sample.post("/actuator/redrives", "{'topic':'" + TOPIC + "'," + parameters + "}");
    }

    private static DocumentContext change(SampleProcess sample, String job, String parameters) {
        return sample.post("/actuator/redrives/" + job, "{" + parameters + "}");
    }

    private static DocumentContext job(SampleProcess sample, String id) {
        return sample.get("/actuator/redrives/" + id);
    }

    private static int unresolved(SampleProcess sample) {
        DocumentContext groups = sample.get("/actuator/deadletters/" + TOPIC + "/groups");
        assertThat(groups.<Integer>read("$.uncounted")).isZero();
        return groups.read("$.unresolved");
    }

    private static int settled() {
        try (ResultSet counted =
                database.createStatement().executeQuery("select count(*), count(distinct order_id) from settlement")) {
            assertThat(counted.next()).isTrue();
            assertThat(counted.getInt(2)).isEqualTo(counted.getInt(1));
            return counted.getInt(1);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void eventually(ThrowingRunnable assertions) {
        await().atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .untilAsserted(assertions);
    }
}
