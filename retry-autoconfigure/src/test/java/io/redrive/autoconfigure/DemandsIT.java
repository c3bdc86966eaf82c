package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.DeadLetterException;
import io.redrive.KafkaRetry;
import io.redrive.RetryAfterException;
import io.redrive.autoconfigure.Journal.Delivery;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;

/** What listeners demand for their records. */
class DemandsIT {

    private static final long DAY_MS = Duration.ofDays(1).toMillis();

    @Test
    void retriesWhenTheListenerAskedForIt() {
        // given
        List.of("asked", "s-asked").forEach(topic -> TestBroker.createTopic(topic, 1));
        try (TestApp app = TestApp.start(List.of(Asking.class, AskingSpring.class))) {
            // when
            TestBroker.send("asked", "ours");
            TestBroker.send("s-asked", "springs");

            // then
            TestApp.eventually(() -> {
                assertThat(app.journal().hasEnded("ours")).isTrue();
                assertThat(TestBroker.count("s-asked-dlt")).isEqualTo(1);
            });
            List<Delivery> ours = app.journal().of("ours");
            assertThat(ours).extracting(Delivery::attempt).containsExactly(1, 2, 3, 4);
            assertThat(ours)
                    .extracting(each -> each.place().topic())
                    .containsExactly("asked", "asked-g-retry-2", "asked-g-retry-1", "asked-g-retry-1");
            assertAsked(ours, 700, 150, 20);
            List<Delivery> springs = app.journal().of("springs");
            assertThat(springs).extracting(Delivery::attempt).containsExactly(1, 2, 3);
            assertThat(springs)
                    .extracting(each -> each.place().topic())
                    .containsExactly("s-asked", "s-asked-retry-200", "s-asked-retry-200");
            assertAsked(springs, 400, 400);
            assertThat(RetryHeaders.text(TestBroker.readOnly("s-asked-dlt").headers(), RetryHeaders.REASON))
                    .isEqualTo("attempts-exhausted");
            app.verify();
        }
    }

    @Test
    void keepsARecordThatIsAskedForLaterThanAnyDelayAndLetsOthersPass() {
        // given
        TestBroker.createTopic("far", 1);
        try (TestApp app = TestApp.start(AskingForDays.class)) {
            // when
            TestBroker.send("far", "for days");
            TestBroker.send("far", "for a moment");

            // then
            TestApp.eventually(
                    () -> assertThat(app.journal().hasEnded("for a moment")).isTrue());
            assertThat(app.journal().of("for days")).hasSize(1);
            ConsumerRecord<byte[], byte[]> waiting =
                    TestBroker.readAll("far-g-retry-1").get(0);
            assertThat(RetryHeaders.dueAtMs(waiting.headers(), 0) - waiting.timestamp())
                    .isBetween(9 * DAY_MS, 10 * DAY_MS);
            assertThat(TestBroker.count("far-g-dlt")).isZero();
        }
        // A restart finds it where it was, and neither believes it forged nor delivers it early.
        try (TestApp app = TestApp.start(AskingForDays.class)) {
            TestBroker.send("far", "for a moment, again");
            TestApp.eventually(() ->
                    assertThat(app.journal().hasEnded("for a moment, again")).isTrue());
            assertThat(app.journal().of("for days")).isEmpty();
            assertThat(TestBroker.count("far-g-dlt")).isZero();
        }
    }

    @Test
    void leavesAnAskedDelayToSpringThatTakesOver() {
        // given
        TestBroker.createTopic("s-back", 1);
        try (TestApp app = TestApp.start(GoingBack.class)) {
            app.leaveUnread("s-back-retry");
            TestBroker.send("s-back", "back");
            TestApp.eventually(() -> {
                assertThat(TestBroker.count("s-back-retry")).isEqualTo(1);
                assertThat(TestBroker.committed("sg", "s-back")).containsValue(1L);
            });
            assertThat(app.journal().of("back")).hasSize(1);
        }

        // when
        try (TestApp springs = TestApp.start(GoingBack.class, "redrive.enabled=false")) {
            // then
            TestApp.eventually(
                    () -> assertThat(springs.journal().hasEnded("back")).isTrue());
            assertThat(springs.journal().of("back")).singleElement().satisfies(delivery -> {
                assertThat(delivery.attempt()).isEqualTo(2);
                assertThat(delivery.lateMs()).isNotNegative();
            });
        }
    }

    @Test
    void endsARecordThatItsListenerRejects() {
        // given
        List.of("rejected", "rejected-dropped").forEach(topic -> TestBroker.createTopic(topic, 1));
        try (TestApp app = TestApp.start(Rejecting.class)) {
            // when
            TestBroker.send("rejected", "bad");
            TestBroker.send("rejected-dropped", "dropped");

            // then
            TestApp.eventually(() -> {
                assertThat(TestBroker.count("rejected-g-dlt")).isEqualTo(1);
                assertThat(TestBroker.committed("g2", "rejected-dropped")).containsValue(1L);
            });
            ConsumerRecord<byte[], byte[]> dead = TestBroker.readOnly("rejected-g-dlt");
            assertThat(RetryHeaders.text(dead.headers(), RetryHeaders.REASON)).isEqualTo("rejected: no such customer");
            assertThat(RetryHeaders.text(dead.headers(), RetryHeaders.CAUSE))
                    .isEqualTo(IllegalStateException.class.getName());
            assertThat(app.journal().of("bad")).hasSize(1);
            assertThat(app.journal().of("dropped")).hasSize(1);
            assertThat(TestBroker.count("rejected-g-retry-1")).isZero();
        }
    }

    private static void assertAsked(List<Delivery> deliveries, long... delaysMs) {
        for (int retry = 0; retry < delaysMs.length; retry++) {
            Delivery failed = deliveries.get(retry);
            Delivery next = deliveries.get(retry + 1);
            assertThat(next.dueAtMs())
                    .as("due time of " + next)
                    .isBetween(failed.atMs() + delaysMs[retry], next.writtenAtMs() + delaysMs[retry]);
            assertThat(next.lateMs()).isNotNegative();
        }
    }

    static class Asking {

        private final Journal journal;

        Asking(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "asked", topics = "asked", groupId = "g")
        @KafkaRetry(
                delays = {"100ms", "300ms", "100ms"},
                jitter = "1",
                include = IllegalArgumentException.class)
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                switch (RetryHeaders.attempt(record.headers(), 1)) {
                    case 1 -> throw new RetryAfterException(Duration.ofMillis(700));
                    case 2 -> throw new IllegalStateException(new RetryAfterException(Duration.ofMillis(150)));
                    case 3 -> throw new RetryAfterException(Duration.ofMillis(20), "a moment");
                    default -> {}
                }
            });
        }
    }

    static class AskingSpring {

        private final Journal journal;

        AskingSpring(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "s-asked", topics = "s-asked", groupId = "sg")
        @RetryableTopic(attempts = "3", backOff = @BackOff(delay = 100, multiplier = 2))
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                throw new RetryAfterException(Duration.ofMillis(400));
            });
        }
    }

    static class AskingForDays {

        private final Journal journal;

        AskingForDays(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "far", topics = "far", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "50ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                if (record.value().equals("for days")) {
                    throw new RetryAfterException(Duration.ofDays(10));
                }
                if (RetryHeaders.attempt(record.headers(), 1) == 1) {
                    throw new IllegalStateException("no good");
                }
            });
        }
    }

    static class GoingBack {

        private final Journal journal;

        GoingBack(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "s-back", topics = "s-back", groupId = "sg")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 100))
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                if (RetryHeaders.attempt(record.headers(), 1) == 1) {
                    throw new RetryAfterException(Duration.ofSeconds(5));
                }
            });
        }
    }

    static class Rejecting {

        private final Journal journal;

        Rejecting(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "rejected", topics = "rejected", groupId = "g")
        @KafkaRetry(attempts = "3", delay = "50ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                throw new IllegalStateException(new DeadLetterException("no such\n customer"));
            });
        }

        @KafkaListener(id = "rejected-dropped", topics = "rejected-dropped", groupId = "g2")
        @KafkaRetry(attempts = "3", delay = "50ms", deadLetters = "false")
        void dropped(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                throw new DeadLetterException("no such customer");
            });
        }
    }
}
