package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.DeadLetterException;
import io.redrive.KafkaRetry;
import io.redrive.RecordFailure;
import io.redrive.RetryContext;
import io.redrive.event.RecordDeadLettered;
import io.redrive.event.RecordDropped;
import io.redrive.event.RecordForwarded;
import io.redrive.event.RecordParked;
import io.redrive.event.RecordPosition;
import io.redrive.event.RecordRecovered;
import io.redrive.event.RetryEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.annotation.KafkaListener;

@ExtendWith(OutputCaptureExtension.class)
class EventsIT {

    private static final RecordFailure NO_GOOD = new RecordFailure(IllegalStateException.class.getName(), "no good");

    @Test
    void tellsWhatBecomesOfRecordsOnceThatIsDurable(CapturedOutput output) {
        // given
        List.of("told", "told-dropped").forEach(topic -> TestBroker.createTopic(topic, 1));
        TestBroker.createTopic("told-parked", 1, Map.of("max.message.bytes", "100000"));
        TestBroker.createTopic("told-parked-g3-retry-1", 1, Map.of("max.message.bytes", "10000"));
        TestBroker.createTopic("told-parked-g3-dlt", 1, Map.of("max.message.bytes", "10000"));
        try (TestApp app = TestApp.start(List.of(Listeners.class, Told.class, Failing.class))) {
            Told told = app.bean(Told.class);

            // when
            List.of("good", "recovers", "hopeless", "rejected").forEach(value -> TestBroker.send("told", value));
            TestBroker.send("told-dropped", "hopeless");
            TestBroker.send("told-parked", "park".repeat(20_000));

            // then
            TestApp.eventually(() -> {
                assertThat(told.of("told", 1)).hasSize(2);
                assertThat(told.of("told", 2)).hasSize(3);
                assertThat(told.of("told", 3)).hasSize(1);
                assertThat(told.of("told-dropped", 0)).hasSize(1);
                assertThat(told.of("told-parked", 0)).hasSize(1);
            });
            assertThat(told.of("told", 0)).isEmpty();
            assertThat(told.of("told", 1)).hasSize(2).satisfies(events -> {
                assertForwarded(events.get(0), "told-g-retry-1", 1);
                assertThat(events.get(1)).isEqualTo(new RecordRecovered("told", new RecordPosition("told", 0, 1), 2));
            });
            assertThat(told.of("told", 2)).hasSize(3).satisfies(events -> {
                assertForwarded(events.get(0), "told-g-retry-1", 1);
                assertForwarded(events.get(1), "told-g-retry-1", 2);
                assertThat(events.get(2))
                        .isEqualTo(new RecordDeadLettered(
                                "told",
                                new RecordPosition("told", 0, 2),
                                3,
                                "told-g-dlt",
                                "attempts-exhausted",
                                NO_GOOD));
            });
            assertThat(told.of("told", 3))
                    .containsExactly(new RecordDeadLettered(
                            "told",
                            new RecordPosition("told", 0, 3),
                            1,
                            "told-g-dlt",
                            "rejected: no such customer",
                            new RecordFailure(DeadLetterException.class.getName(), "no such customer")));
            assertThat(told.of("told-dropped", 0))
                    .containsExactly(new RecordDropped(
                            "told-dropped",
                            new RecordPosition("told-dropped", 0, 0),
                            1,
                            "attempts-exhausted",
                            NO_GOOD));
            assertThat(told.of("told-parked", 0)).singleElement().satisfies(event -> {
                RecordParked parked = (RecordParked) event;
                assertThat(parked.topic()).isEqualTo("told-parked-g3-dlt");
                assertThat(parked.failure().type()).endsWith("RecordTooLargeException");
            });
            assertThat(told.tooEarly).isEmpty();
            assertThat(told.events).hasSize(8);
            assertThat(told.threads).allMatch(thread -> thread.contains("told"));
            assertThat(output)
                    .contains("A receiver of RecordForwarded failed")
                    .doesNotContain("secret of the receiver");
        }
    }

    private static void assertForwarded(RetryEvent event, String topic, int attempt) {
        RecordForwarded forwarded = (RecordForwarded) event;
        assertThat(forwarded.listenerId()).isEqualTo("told");
        assertThat(forwarded.topic()).isEqualTo(topic);
        assertThat(forwarded.attempt()).isEqualTo(attempt);
        assertThat(forwarded.failure()).isEqualTo(NO_GOOD);
        assertThat(forwarded.dueAt()).isAfter(Instant.now().minusSeconds(120)).isBefore(Instant.now());
    }

    static class Listeners {

        @KafkaListener(id = "told", topics = "told", groupId = "g")
        @KafkaRetry(attempts = "3", delay = "100ms")
        void listen(String value, RetryContext context) {
            switch (value) {
                case "good" -> {}
                case "rejected" -> throw new DeadLetterException("no such customer");
                case "recovers" -> failUnless(context.attempt() == 2);
                default -> failUnless(false);
            }
        }

        @KafkaListener(id = "told-dropped", topics = "told-dropped", groupId = "g2")
        @KafkaRetry(attempts = "1", deadLetters = "false")
        void dropped(String value) {
            failUnless(false);
        }

        @KafkaListener(id = "told-parked", topics = "told-parked", groupId = "g3")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void parked(String value) {
            failUnless(false);
        }

        private static void failUnless(boolean good) {
            if (!good) {
                throw new IllegalStateException("no good");
            }
        }
    }

    static class Told {

        private final Queue<RetryEvent> events = new ConcurrentLinkedQueue<>();
        private final Queue<RetryEvent> tooEarly = new ConcurrentLinkedQueue<>();
        private final Queue<String> threads = new ConcurrentLinkedQueue<>();

        @EventListener
        void on(RetryEvent event) {
            threads.add(Thread.currentThread().getName());
            String topic = event instanceof RecordForwarded forwarded
                    ? forwarded.topic()
                    : event instanceof RecordDeadLettered dead ? dead.topic() : null;
            if (topic != null && TestBroker.count(topic) == 0) {
                tooEarly.add(event);
            }
            events.add(event);
        }

        List<RetryEvent> of(String topic, long offset) {
            return events.stream()
                    .filter(each -> each.origin().equals(new RecordPosition(topic, 0, offset)))
                    // The consumers of main topic and retry topic tell theirs independently.
                    .sorted(Comparator.comparing(RetryEvent::attempt))
                    .toList();
        }
    }

    static class Failing {

        @EventListener
        void on(RecordForwarded event) {
            throw new AssertionError("secret of the receiver");
        }
    }
}
