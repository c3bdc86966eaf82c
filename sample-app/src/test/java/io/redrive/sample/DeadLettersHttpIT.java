package io.redrive.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

/** An incident: orders die of two causes, and someone looks at it over HTTP. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "sample.orders.count=0",
            "sample.broker.port=0",
            // Two attempts instead of five, because each costs a call over HTTP.
            "redrive.listeners.settlement.attempts=2",
            "redrive.listeners.settlement.delay=100ms",
            "redrive.metrics.topics-interval=1s",
            "logging.level.io.redrive.sample=warn",
            "spring.http.clients.connect-timeout=20s",
            "spring.http.clients.read-timeout=20s"
        })
@ActiveProfiles("yml")
@TestInstance(Lifecycle.PER_CLASS)
class DeadLettersHttpIT {

    private static final String TOPIC = "/actuator/deadletters/orders-settlement-dlt";

    @LocalServerPort
    private int port;

    private RestTestClient http;

    int orders() {
        return 500;
    }

    private int declined() {
        return orders() * 3 / 5;
    }

    @BeforeAll
    void ordersDieOfTwoCauses(@Autowired KafkaTemplate<String, byte[]> kafka) {
        http = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
        for (int i = 0; i < orders(); i++) {
            String order = "{\"id\":\"%s\",\"amount\":%s,\"customer\":\"Ada\"}"
                    .formatted("I-" + i, i % 5 < 3 ? "12.40" : "12.99");
            var unused = kafka.send("orders", "I-" + i, order.getBytes(UTF_8));
        }
        kafka.flush();
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(
                        () -> assertThat(groups().<Integer>read("$.unresolved")).isEqualTo(orders()));
    }

    @Test
    void showsBothGroupsWithTheirCounts() {
        DocumentContext groups = groups();

        assertThat(groups.<List<Map<String, Object>>>read("$.groups"))
                .extracting(group -> group.get("title") + " " + group.get("count"))
                .containsExactly(
                        "io.redrive.sample.settlement.PaymentDeclined: io.redrive.sample.settlement.PaymentGateway.pay "
                                + declined(),
                        "io.redrive.sample.settlement.GatewayUnavailable: io.redrive.sample.settlement.PaymentGateway.pay "
                                + (orders() - declined()));
        assertThat(groups.<Integer>read("$.uncounted")).isZero();
        assertThat(groups.<List<String>>read("$.groups[*].firstSeen")).doesNotContainNull();
    }

    @Test
    void showsWhatIsInTheTopicAndUntilWhen() {
        DocumentContext topics = read(http.get().uri("/actuator/deadletters").exchange());

        assertThat(topics.<Integer>read("$.topics.orders-settlement-dlt.unresolved"))
                .isEqualTo(orders());
        assertThat(topics.<Integer>read("$.topics.orders-settlement-dlt.groups"))
                .isEqualTo(2);
        assertThat(topics.<String>read("$.topics.orders-settlement-dlt.expires"))
                .isGreaterThan(topics.read("$.topics.orders-settlement-dlt.oldest"));
        assertThat(topics.<String>read("$.topics.orders-settlement-dlt.sources[0].listener"))
                .isEqualTo("settlement");
        assertThat(read(get("")).<Integer>read("$.topic.unresolved")).isEqualTo(orders());
        assertThat(read(get("")).<Map<String, Object>>read("$.offsets")).hasSize(3);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(scraped())
                        .contains(
                                "redrive_dlt_backlog{topic=\"orders-settlement-dlt\"} " + orders() + ".0",
                                "redrive_dlt_failure_groups{topic=\"orders-settlement-dlt\"} 2.0"));
    }

    @Test
    void browsesAGroupPageByPage() {
        // given
        String group = groups().read("$.groups[1].group");

        // when
        int found = 0;
        String cursor = "";
        int pages = 0;
        do {
            DocumentContext page =
                    read(get("/records?limit=100&group=" + group + (cursor.isEmpty() ? "" : "&cursor=" + cursor)));
            found += page.<List<Object>>read("$.records").size();
            // The last page has none when only others were left.
            assertThat(page.<List<String>>read("$.records[*].failure.group")).allMatch(group::equals);
            cursor = page.<Map<String, Object>>json().getOrDefault("cursor", "").toString();
            assertThat(++pages).isLessThan(100);
        } while (!cursor.isEmpty());

        // then
        assertThat(found).isEqualTo(orders() - declined());
    }

    @Test
    void tellsTheStoryOfOneRecordAndHidesWhatIsInIt() {
        // given
        String id = read(get("/records?exception=GatewayUnavailable&limit=1")).read("$.records[0].id");

        // when
        DocumentContext record = read(get("/" + id.replace(':', '/')));

        // then
        assertThat(record.<String>read("$.key")).isEqualTo("******");
        assertThat(record.<String>read("$.value.content")).isEqualTo("******");
        assertThat(record.<List<String>>read("$.history[*].step")).containsExactly("failed", "failed", "dead");
        assertThat(record.<List<Integer>>read("$.history[?(@.attempt)].attempt"))
                .containsExactly(1, 2);
        assertThat(record.<String>read("$.history[0].message")).isEqualTo("gateway 503");
        assertThat(record.<String>read("$.history[2].message")).isEqualTo("attempts-exhausted");
    }

    @Test
    void saysWhatIsWrong() {
        assertRefused(http.get().uri("/actuator/deadletters/orders").exchange(), 404, "UNKNOWN_TOPIC");
        assertRefused(get("/letters"), 404, "UNKNOWN_VIEW");
        assertRefused(get("/records?from=yesterday"), 400, "INVALID_PARAMETER");
        assertRefused(get("/records?cursor=x"), 400, "INVALID_PARAMETER");
        assertRefused(get("/records?text=Ada"), 403, "VALUES_NOT_SHOWN");
        assertRefused(get("/records?key=I-3"), 403, "VALUES_NOT_SHOWN");
        assertRefused(get("/0/99999999"), 404, "NO_SUCH_RECORD");
    }

    private DocumentContext groups() {
        return read(get("/groups"));
    }

    private String scraped() {
        return new String(
                http.get()
                        .uri("/actuator/prometheus")
                        .exchange()
                        .returnResult(byte[].class)
                        .getResponseBody(),
                UTF_8);
    }

    private ResponseSpec get(String path) {
        return http.get().uri(TOPIC + path).exchange();
    }

    private static DocumentContext read(ResponseSpec response) {
        return JsonPath.parse(new String(
                response.expectStatus().isOk().returnResult(byte[].class).getResponseBody(), UTF_8));
    }

    private static void assertRefused(ResponseSpec response, int status, String error) {
        response.expectStatus()
                .isEqualTo(status)
                .expectBody()
                .jsonPath("$.error")
                .isEqualTo(error);
    }
}
