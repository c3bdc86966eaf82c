package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redrive.KafkaRetry;
import io.redrive.RetryContext;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.kafka.annotation.KafkaListener;

/** A pause holds for all instances of a group. */
class PausedRetriesIT {

    private static final String REASON = "INC-7: the gateway is away";

    @Test
    void holdsOnAllInstancesAndThoseThatStartUntilAnyOfThemIsToldToGoOn() {
        // given
        TestBroker.createTopic("paused", 4);
        Instant before = Instant.now();
        try (TestApp one = start()) {
            try (TestApp two = start()) {
                assertThat(TestBroker.topics()).doesNotContain("paused-g-pauses");

                // when
                RetryTopicsReport.Change paused = change(one, "paused", REASON);

                // then
                assertThat(paused.scope()).isEqualTo("all instances");
                assertThat(paused.pause()).isEqualTo(pause(one));
                assertThat(one.container("paused-retry").isPauseRequested()).isTrue();
                TestApp.eventually(() -> assertPaused(two, before));

                // when
                for (int i = 0; i < 4; i++) {
                    TestBroker.send(new ProducerRecord<>("paused", i, null, RetryHeaders.bytes("p" + i)));
                }
                TestApp.eventually(() -> assertThat(waiting(two)).isEqualTo(4));
            }
            try (TestApp restarted = start()) {
                // then
                assertThat(restarted.container("paused-retry").isPauseRequested())
                        .as("before it can have got anything")
                        .isTrue();
                assertPaused(restarted, before);
                TestApp.eventually(
                        () -> assertThat(restarted.container("paused-retry").getAssignedPartitions())
                                .isNotEmpty());
                await().during(Duration.ofMillis(500))
                        .atMost(Duration.ofSeconds(30))
                        .untilAsserted(() ->
                                assertThat(waiting(one)).as("due since long").isEqualTo(4));
                assertThat(Paused.retried).isEmpty();

                // when
                RetryTopicsReport.Change running = change(restarted, "running", null);

                // then
                assertThat(running.pause()).isNull();
                TestApp.eventually(() -> {
                    assertThat(Paused.retried).containsExactlyInAnyOrder("p0", "p1", "p2", "p3");
                    assertThat(pause(one)).isNull();
                    assertThat(one.container("paused-retry").isPauseRequested()).isFalse();
                });
            }
        }
    }

    @Test
    void saysHowTheTopicIsMadeThatItMayNotCreate() {
        // given
        TestBroker.createTopic("unpaused", 1);
        try (TestApp app = TestApp.start(
                Unpaused.class, "redrive.topics.mode=none", "management.endpoints.web.exposure.include=retrytopics")) {
            // when
            WebEndpointResponse<?> refused = app.bean(RetryTopicsEndpoint.class).change("unpaused", "paused", REASON);

            // then
            assertThat(refused.getStatus()).isEqualTo(409);
            assertThat(refused.getBody())
                    .isEqualTo(new RetryTopicsReport.Refusal(
                            "NO_PAUSE_TOPIC",
                            "Topic unpaused-g-pauses does not exist, and redrive.topics.mode does not let it be created."
                                    + " Create it: kafka-topics.sh --bootstrap-server <broker> --create --topic"
                                    + " unpaused-g-pauses --partitions 1 --config cleanup.policy=compact"));
            assertThat(app.container("unpaused-retry").isPauseRequested()).isFalse();

            // when
            WebEndpointResponse<?> resumed = app.bean(RetryTopicsEndpoint.class).change("unpaused", "running", REASON);

            // then
            assertThat(resumed.getStatus()).isEqualTo(200);
            assertThat(TestBroker.topics()).doesNotContain("unpaused-g-pauses");
        }
    }

    private static TestApp start() {
        return TestApp.start(
                Paused.class,
                "management.endpoints.web.exposure.include=retrytopics",
                "spring.kafka.consumer.heartbeat-interval=100ms");
    }

    private static RetryTopicsReport.Change change(TestApp app, String state, String reason) {
        WebEndpointResponse<?> answer =
                app.bean(RetryTopicsWebExtension.class).change(new Caller(() -> "alice"), "paused", state, reason);
        assertThat(answer.getStatus()).as(answer.getBody().toString()).isEqualTo(200);
        return (RetryTopicsReport.Change) answer.getBody();
    }

    private static void assertPaused(TestApp app, Instant before) {
        assertThat(app.container("paused-retry").isPauseRequested()).isTrue();
        RetryTopicsReport.Pause pause = pause(app);
        assertThat(pause).isNotNull();
        assertThat(pause.by()).isEqualTo("alice");
        assertThat(pause.reason()).isEqualTo(REASON);
        assertThat(Instant.parse(pause.since())).isBetween(before.minusMillis(1), Instant.now());
    }

    private static RetryTopicsReport.Pause pause(TestApp app) {
        return listener(app).pause();
    }

    private static Long waiting(TestApp app) {
        return listener(app).topics().get(0).retryTopics().get(0).waiting();
    }

    private static RetryTopicsReport.Listener listener(TestApp app) {
        return app.bean(RetryTopicsEndpoint.class).retryTopics().listeners().get("paused");
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

    static class Paused {

        static final Queue<String> retried = new ConcurrentLinkedQueue<>();

        @KafkaListener(id = "paused", topics = "paused", groupId = "paused-g")
        @KafkaRetry(attempts = "2", delay = "10ms")
        void paused(String value, RetryContext context) {
            if (context.attempt() == 1) {
                throw new IllegalStateException("no good yet");
            }
            retried.add(value);
        }
    }

    static class Unpaused {

        @KafkaListener(id = "unpaused", topics = "unpaused", groupId = "unpaused-g")
        @KafkaRetry(attempts = "2")
        void unpaused(String value) {}
    }
}
