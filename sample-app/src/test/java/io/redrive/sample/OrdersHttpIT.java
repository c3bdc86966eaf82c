package io.redrive.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redrive.sample.story.OrderEvent;
import io.redrive.sample.story.OrderState;
import io.redrive.sample.story.OrderStory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "sample.orders.count=0",
            "sample.broker.port=0",
            // A call that times out because the machine is busy would be one more failed attempt.
            "spring.http.clients.connect-timeout=20s",
            "spring.http.clients.read-timeout=20s"
        })
class OrdersHttpIT {

    @Autowired
    private OrderStory story;

    @LocalServerPort
    private int port;

    private RestTestClient http;

    @BeforeEach
    void connect() {
        http = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> http.get()
                        .uri("/actuator/health")
                        .exchange()
                        .expectStatus()
                        .isOk());
    }

    @Test
    void settlesAPostedOrderAndShowsItsHistory() {
        post("{'id': 'posted', 'amount': '12.01', 'customer': 'Ada'}")
                .expectStatus()
                .isAccepted()
                .expectHeader()
                .location("/orders/posted")
                .expectBody()
                .json("{'id': 'posted'}");
        awaitState("posted", OrderState.SETTLED);

        get("/orders/posted")
                .expectStatus()
                .isOk()
                .expectBody()
                .json("{'id': 'posted', 'state': 'SETTLED', 'events': ["
                        + "{'outcome': 'published, amount 12.01'},"
                        + "{'attempt': 1, 'outcome': 'gateway 503'},"
                        + "{'attempt': 2, 'outcome': 'settled PAY-posted'}]}")
                .jsonPath("$.events[1].dueAt")
                .doesNotExist()
                .jsonPath("$.events[2].dueAt")
                .exists()
                .jsonPath("$.events[2].latenessMs")
                .isNumber();
    }

    @Test
    void showsWhyAnOrderIsDead() {
        post("{'id': 'declined', 'amount': '12.40', 'customer': 'Ada'}")
                .expectStatus()
                .isAccepted();
        awaitState("declined", OrderState.DEAD);

        get("/orders/declined")
                .expectBody()
                .json(
                        "{'id': 'declined', 'state': 'DEAD', 'events': [{}, {'attempt': 1, 'outcome': 'gateway 402'}, {}]}")
                .jsonPath("$.events[2].outcome")
                .value(outcome -> assertThat((String) outcome).startsWith("dead, fatal-exception: PaymentDeclined"));
    }

    @Test
    void givesAPostedOrderAnIdIfItHasNone() {
        post("{'amount': 12.5, 'customer': 'Ada'}")
                .expectStatus()
                .isAccepted()
                .expectBody()
                .jsonPath("$.id")
                .value(id -> awaitState((String) id, OrderState.SETTLED));
    }

    @Test
    void settlesAnOrderOnceThatIsPostedTwice() {
        String order = "{'id': 'twice', 'amount': '12.50', 'customer': 'Grace'}";

        post(order).expectStatus().isAccepted();
        post(order).expectStatus().isAccepted();

        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(story.history("twice").events(OrderEvent.Settled.class))
                        .extracting(OrderEvent.Settled::recorded)
                        .containsExactly(true, false));
        get("/orders").expectBody().jsonPath("$.bookkeeping.settledTwice").isEqualTo(List.of());
    }

    @Test
    void saysWhatIsWrongWithAPostedOrder() {
        assertRejected("{'id': 'a b', 'amount': '-1'}", "id must be", "amount must be", "customer must have");
        assertRejected("{'amount': 'much', 'customer': 'Ada'}", "amount must be a decimal number");
        assertRejected("{'amount': ", "must be JSON");
    }

    @Test
    void knowsOnlyOrdersItHasSeen() {
        get("/orders/nobodys")
                .expectStatus()
                .isNotFound()
                .expectBody()
                .json("{'status': 404, 'detail': 'There is no order nobodys'}");
    }

    @Test
    void offersHealthAndMetrics() {
        get("/actuator/health").expectStatus().isOk();
        get("/actuator/prometheus")
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .value(metrics -> assertThat(metrics)
                        .contains("kafka_consumer")
                        .contains("redrive_attempts_total")
                        .contains("redrive_lateness_seconds_bucket"));
    }

    @Test
    void showsAndPausesRetries() {
        get("/actuator/retrytopics")
                .expectStatus()
                .isOk()
                .expectBody()
                .json("{'scope': 'this instance', 'listeners': {'settlement': {'verified': true, 'problems': []}}}")
                .jsonPath("$.listeners.settlement.topics[0].retryTopics[0].delay")
                .value(delay -> assertThat((String) delay).startsWith("PT"));
        get("/actuator/retrytopics/nobody").expectStatus().isNotFound();

        change("nobody", "paused").expectStatus().isNotFound();
        change("settlement", "asleep")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .json("{'error': 'INVALID_STATE'}");
        change("settlement", "paused").expectStatus().isOk().expectBody().json("{'listener': 'settlement'}");
        change("settlement", "running").expectStatus().isOk();
    }

    private ResponseSpec change(String listener, String state) {
        return http.post()
                .uri("/actuator/retrytopics/" + listener)
                .contentType(MediaType.APPLICATION_JSON)
                .body("{\"state\": \"" + state + "\"}")
                .exchange();
    }

    private void assertRejected(String body, String... complaints) {
        post(body)
                .expectStatus()
                .isEqualTo(HttpStatus.BAD_REQUEST)
                .expectBody(String.class)
                .value(problem -> assertThat(problem).contains(complaints));
    }

    private void awaitState(String id, OrderState state) {
        await().atMost(Duration.ofMinutes(2)).until(() -> story.history(id).state() == state);
    }

    private ResponseSpec get(String path) {
        return http.get().uri(path).exchange();
    }

    private ResponseSpec post(String json) {
        return http.post()
                .uri("/orders")
                .contentType(MediaType.APPLICATION_JSON)
                .body(json.replace('\'', '"'))
                .exchange();
    }
}
