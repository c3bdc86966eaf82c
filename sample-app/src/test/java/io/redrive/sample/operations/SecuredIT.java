package io.redrive.sample.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import io.redrive.sample.ProtectedSample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

/** Who may do what, over HTTP. */
@ProtectedSample
class SecuredIT {

    private static final String PAUSE = "/actuator/retrytopics/settlement";
    private static final String DEAD_LETTERS = "/actuator/deadletters/orders-settlement-dlt";
    private static final String PURGE = "/actuator/deadletterpurge";
    private static final String EDIT = "/actuator/deadletteredit/orders-settlement-dlt/0/0";
    private static final String NOBODY = null;

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator",
                "/actuator/metrics",
                "/actuator/prometheus",
                "/actuator/retrytopics",
                "/actuator/retrytopics/settlement",
                "/actuator/deadletters",
                "/actuator/redrives",
                "/actuator/deadletterarchive",
                "/actuator/auditevents",
                "/orders",
                "/nothing-here"
            })
    void asksWhoYouAre(String path) {
        get(NOBODY, path)
                .expectStatus()
                .isUnauthorized()
                .expectHeader()
                .value(
                        HttpHeaders.WWW_AUTHENTICATE,
                        challenge -> assertThat(challenge).startsWith("Basic"));
        as("reader", "wrong").get().uri(path).exchange().expectStatus().isUnauthorized();
    }

    @Test
    void letsProbesSeeWhetherItIsHealthyAndUsersWhy() {
        get(NOBODY, "/actuator/health")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.components")
                .doesNotExist();
        get("reader", "/actuator/health")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.components.redrive.details.listeners.settlement.status")
                .isEqualTo("UP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reader", "operator", "admin"})
    void letsUsersLook(String user) {
        List.of(
                        "/actuator/metrics",
                        "/actuator/prometheus",
                        "/actuator/retrytopics",
                        PAUSE,
                        "/actuator/deadletters",
                        "/actuator/redrives",
                        "/actuator/deadletterarchive",
                        "/orders")
                .forEach(path -> get(user, path).expectStatus().isOk());
    }

    @Test
    void letsNobodyPauseWhoOnlyLooks() {
        change(NOBODY, "{\"state\": \"paused\"}").expectStatus().isUnauthorized();
        change("reader", "{\"state\": \"paused\"}").expectStatus().isForbidden();

        assertThat(denials("reader")).isNotEmpty();
        get("reader", PAUSE)
                .expectBody()
                .jsonPath("$.containers[?(@.role == 'retry')].state")
                .isEqualTo("running");
    }

    @Test
    void letsOnlyOperatorsArchiveAndSendBack() {
        for (String path : List.of("/actuator/redrives", "/actuator/deadletterarchive")) {
            String everything = "{\"topic\": \"no-topic\", \"all\": \"true\", \"state\": \"archived\"}";
            post("reader", path, everything).expectStatus().isForbidden();
            // It got as far as being told that there is no such topic.
            post("operator", path, everything)
                    .expectStatus()
                    .isNotFound()
                    .expectBody()
                    .jsonPath("$.error")
                    .isEqualTo("UNKNOWN_TOPIC");
        }
    }

    @Test
    void letsOnlyAdminsDeleteAndEdit() {
        String body = "{\"topic\": \"orders-settlement-dlt\", \"partition\": \"0\", \"toOffset\": \"1\"}";

        post("reader", PURGE, body).expectStatus().isForbidden();
        post("operator", PURGE, body).expectStatus().isForbidden();
        for (String user : List.of("reader", "operator")) {
            post(user, EDIT, "{\"value\": \"x\"}").expectStatus().isForbidden();
        }
        post("admin", EDIT, "{}").expectStatus().isBadRequest();
        post("admin", PURGE, body)
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.error")
                .isEqualTo("NOT_CONFIRMED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"operator", "admin"})
    void letsOperatorsPauseAndKeepsWhoDidItAndWhy(String user) {
        change(user, "{\"state\": \"paused\", \"reason\": \"INC-7 of " + user + "\"}")
                .expectStatus()
                .isOk();
        change(user, "{\"state\": \"running\"}").expectStatus().isOk();

        assertThat(actions(user))
                .containsExactly(
                        Map.of(
                                "action",
                                "pause-retries",
                                "selection",
                                Map.of("listener", "settlement"),
                                "counts",
                                Map.of("containers", 1),
                                "reason",
                                "INC-7 of " + user),
                        Map.of(
                                "action",
                                "resume-retries",
                                "selection",
                                Map.of("listener", "settlement"),
                                "counts",
                                Map.of("containers", 1)));
    }

    @Test
    void hidesFromReadersWhatIsInADeadLetter() {
        as("reader", "reader")
                .post()
                .uri("/orders")
                .contentType(MediaType.APPLICATION_JSON)
                .body("{\"id\": \"declined\", \"amount\": \"12.40\", \"customer\": \"Ada\"}")
                .exchange()
                .expectStatus()
                .isAccepted();

        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
            assertDeadLetter("reader", "******", "******");
            for (String user : List.of("operator", "admin")) {
                assertDeadLetter(user, "declined", "\"customer\":\"Ada\"");
            }
        });
        for (String asking : List.of("text=Ada", "key=declined")) {
            get("reader", DEAD_LETTERS + "/records?" + asking).expectStatus().isForbidden();
            assertThat(json(get("operator", DEAD_LETTERS + "/records?" + asking))
                            .<List<Object>>read("$.records"))
                    .hasSize(1);
        }
    }

    private void assertDeadLetter(String user, String key, String value) {
        String id = json(get(user, DEAD_LETTERS + "/records?exception=PaymentDeclined&limit=1"))
                .read("$.records[0].id");
        DocumentContext record = json(get(user, DEAD_LETTERS + "/" + id.replace(':', '/')));
        assertThat(record.<String>read("$.key")).isEqualTo(key);
        assertThat(record.<String>read("$.value.content")).contains(value);
    }

    private static DocumentContext json(ResponseSpec response) {
        return JsonPath.parse(
                response.expectStatus().isOk().returnResult(String.class).getResponseBody());
    }

    @Test
    void leavesTheRestToAdmins() {
        List.of("/actuator/auditevents", "/actuator").forEach(path -> {
            get("reader", path).expectStatus().isForbidden();
            get("operator", path).expectStatus().isForbidden();
            get("admin", path).expectStatus().isOk();
        });
        // A method that nobody has thought of yet.
        as("operator", "operator").delete().uri(PAUSE).exchange().expectStatus().isForbidden();
    }

    @Test
    void doesNotActOnWhatAPageOfAnotherSiteCanHaveABrowserSend() {
        int acted = actions("operator").size();

        // What a form or a script without leave can send, with the password that the browser remembers.
        for (String type :
                List.of("application/x-www-form-urlencoded", "multipart/form-data; boundary=part", "text/plain")) {
            as("operator", "operator")
                    .post()
                    .uri(PAUSE + "?state=paused")
                    .header(HttpHeaders.CONTENT_TYPE, type)
                    .body("--part--\r\n")
                    .exchange()
                    .expectStatus()
                    .isEqualTo(HttpStatus.UNSUPPORTED_MEDIA_TYPE);
        }
        as("operator", "operator")
                .post()
                .uri(PAUSE + "?state=paused")
                .exchange()
                .expectStatus()
                .isEqualTo(HttpStatus.UNSUPPORTED_MEDIA_TYPE);

        // For anything else the browser asks first, and is not given leave.
        http.options()
                .uri(PAUSE)
                .header(HttpHeaders.ORIGIN, "https://elsewhere.example")
                .header(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD, HttpMethod.POST.name())
                .header(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS, "content-type")
                .exchange()
                .expectStatus()
                .isUnauthorized()
                .expectHeader()
                .doesNotExist(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN);
        assertThat(actions("operator")).hasSize(acted);
    }

    @Test
    void keepsNoSessionAndNoSignInOfEveryRequest() {
        get("reader", "/actuator/metrics").expectHeader().doesNotExist(HttpHeaders.SET_COOKIE);

        assertThat(events()).extracting(each -> each.get("type")).doesNotContain("AUTHENTICATION_SUCCESS");
    }

    private List<Map<String, Object>> actions(String user) {
        return events().stream()
                .filter(each -> each.get("type").equals("REDRIVE"))
                .filter(each -> each.get("principal").equals(user))
                .map(SecuredIT::data)
                .toList();
    }

    private List<Map<String, Object>> denials(String user) {
        return events().stream()
                .filter(each -> each.get("type").equals("AUTHORIZATION_FAILURE"))
                .filter(each -> each.get("principal").equals(user))
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> data(Map<String, Object> event) {
        return (Map<String, Object>) event.get("data");
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> events() {
        Map<String, Object> answer = get("admin", "/actuator/auditevents")
                .expectStatus()
                .isOk()
                .expectBody(Map.class)
                .returnResult()
                .getResponseBody();
        return (List<Map<String, Object>>) answer.get("events");
    }

    private ResponseSpec change(String user, String body) {
        return post(user, PAUSE, body);
    }

    private ResponseSpec post(String user, String path, String body) {
        return as(user, user)
                .post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .exchange();
    }

    private ResponseSpec get(String user, String path) {
        return as(user, user).get().uri(path).exchange();
    }

    private RestTestClient as(String user, String password) {
        return user == null
                ? http
                : RestTestClient.bindToServer()
                        .baseUrl("http://localhost:" + port)
                        .defaultHeaders(headers -> headers.setBasicAuth(user, password))
                        .build();
    }
}
