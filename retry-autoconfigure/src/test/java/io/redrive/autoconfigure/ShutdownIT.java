package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.annotation.KafkaListener;

class ShutdownIT {

    private static final Duration AT_ONCE = Duration.ofSeconds(5);
    private static final int COUNT = 50;

    @Test
    void stopsAtOnceWhileRecordsWaitForHoursAndLeavesThemToTheNextStart() {
        // given
        TestBroker.createTopic("hours", 1);
        try (TestApp app = TestApp.start(Hours.class)) {
            TestBroker.send("hours", "bad");
            TestApp.eventually(
                    () -> assertThat(app.container("hours-retry").metrics()).isNotEmpty());
            TestApp.eventually(() -> {
                assertThat(TestBroker.count("hours-g-retry-1")).isEqualTo(1);
                assertThat(TestBroker.committed("g", "hours")).containsValue(1L);
            });

            // when
            Instant begin = Instant.now();
            app.context().close();

            // then
            assertThat(Duration.between(begin, Instant.now())).isLessThan(AT_ONCE);
        }
        assertThat(TestBroker.readOnly("hours-g-retry-1").value()).isEqualTo(RetryHeaders.bytes("bad"));
        assertThat(TestBroker.committed("g-retry", "hours-g-retry-1").values()).allMatch(offset -> offset == 0);
        try (TestApp restarted = TestApp.start(Hours.class)) {
            TestBroker.send("hours", "good");
            TestApp.eventually(
                    () -> assertThat(restarted.journal().hasEnded("good")).isTrue());
            assertThat(restarted.journal().of("bad")).isEmpty();
        }
    }

    @Test
    void losesAndRepeatsNothingWhenStoppedInTheMiddle() {
        // given
        TestBroker.createTopic("middle", 2);
        List<String> values =
                IntStream.range(0, COUNT).mapToObj(i -> "bad " + i).toList();
        int before;
        try (TestApp app = TestApp.start(Middle.class)) {
            values.forEach(value -> TestBroker.send("middle", value));
            TestApp.eventually(
                    () -> assertThat(app.journal().from("middle-g-retry")).hasSizeGreaterThan(COUNT / 2));

            // when
            app.context().close();
            before = app.watch().journal().all().size();
            assertThat(app.watch().journal().deliveredTwice()).isEmpty();
        }
        try (TestApp restarted = TestApp.start(Middle.class)) {
            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("middle-g-dlt")).isEqualTo(COUNT));
            assertThat(before + restarted.journal().all().size())
                    .as("deliveries before and after the restart")
                    .isEqualTo(4 * COUNT);
            restarted.watch().verifySettled();
        }
    }

    static class Hours {

        private final Journal journal;

        Hours(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "hours", topics = "hours", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "3h")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(journal, record);
        }
    }

    static class Middle {

        private final Journal journal;

        Middle(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "middle", topics = "middle", groupId = "g")
        @KafkaRetry(attempts = "4", delay = "150ms", jitter = "1")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(journal, record);
        }
    }

    private static void failOnBad(Journal journal, ConsumerRecord<String, String> record) throws Exception {
        journal.deliver(record, () -> {
            if (record.value().startsWith("bad")) {
                throw new IllegalStateException("no good");
            }
        });
    }
}
