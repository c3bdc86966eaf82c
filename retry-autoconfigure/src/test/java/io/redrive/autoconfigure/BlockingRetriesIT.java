package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.DeadLetterException;
import io.redrive.KafkaRetry;
import io.redrive.RetryAfterException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.annotation.KafkaListener;

class BlockingRetriesIT {

    @Test
    void triesARecordAgainInItsPlaceBeforeThoseBehindIt() {
        // given
        TestBroker.createTopic("blocking", 1);
        List.of(
                        "1",
                        "2 fails twice",
                        "3",
                        "4 fails 9 times",
                        "5",
                        "6 is fatal",
                        "7 is rejected",
                        "8 asks for time",
                        "9")
                .forEach(value -> TestBroker.send("blocking", value));

        // when
        try (TestApp app = TestApp.start(Blocking.class)) {
            Blocking listener = app.bean(Blocking.class);

            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("blocking-g-dlt")).isEqualTo(3));
            TestApp.eventually(() -> assertThat(listener.processed).contains("8 asks for time", "9"));
            assertThat(listener.fromMainTopic)
                    .containsExactly(
                            "1",
                            "2 fails twice",
                            "2 fails twice",
                            "2 fails twice",
                            "3",
                            "4 fails 9 times",
                            "4 fails 9 times",
                            "4 fails 9 times",
                            "5",
                            "6 is fatal",
                            "7 is rejected",
                            "8 asks for time",
                            "9");
            assertThat(TestBroker.readAll("blocking-g-retry-1"))
                    .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                    .containsExactlyInAnyOrder("4 fails 9 times", "8 asks for time");
            assertThat(listener.deliveries("4 fails 9 times")).isEqualTo(4);
        }
    }

    @Test
    void beginsNoWaitThatWouldNotEndWithinHalfOfTheLongestTimeBetweenPolls() {
        // given
        TestBroker.createTopic("impatient", 1);
        List.of("fails 9 times", "behind").forEach(value -> TestBroker.send("impatient", value));

        // when
        try (TestApp app = TestApp.start(Impatient.class)) {
            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("impatient-g-retry-1")).isOne());
            TestApp.eventually(
                    () -> assertThat(app.journal().hasEnded("behind")).isTrue());
            assertThat(app.journal().of("fails 9 times"))
                    .extracting(Journal.Delivery::attempt)
                    .startsWith(1)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void leavesTheRecordToItsNextOwnerWhenTheContainerStopsMeanwhile() {
        // given
        TestBroker.createTopic("patient", 1);
        TestBroker.send("patient", "fails once");
        try (TestApp app = TestApp.start(Patient.class)) {
            TestApp.eventually(() -> assertThat(app.journal().of("fails once")).hasSize(1));

            // when
            app.container("patient").stop();
            long forwarded = TestBroker.count("patient-g-retry-1");
            app.container("patient").start();

            // then
            TestApp.eventually(
                    () -> assertThat(app.journal().hasEnded("fails once")).isTrue());
            assertThat(forwarded).isZero();
            assertThat(app.journal().of("fails once"))
                    .extracting(Journal.Delivery::attempt)
                    .containsExactly(1, 1);
            TestApp.eventually(
                    () -> assertThat(TestBroker.committed("g", "patient")).containsValue(1L));
        }
    }

    @Test
    void triesRecordsOfBatchesAndOfAsynchronousListenersAgainBeforeThoseBehindThem() {
        // given
        List<String> topics = List.of("blocking-batch", "blocking-future");
        topics.forEach(topic -> {
            TestBroker.createTopic(topic, 1);
            List.of("1", "2 fails twice", "3 fails 9 times", "4")
                    .forEach(value -> TestBroker.send(topic, topic + value));
        });

        // when
        try (TestApp app = TestApp.start(Others.class)) {
            Others listener = app.bean(Others.class);

            // then
            for (String topic : topics) {
                TestApp.eventually(
                        () -> assertThat(TestBroker.count(topic + "-g-dlt")).isOne());
                TestApp.eventually(
                        () -> assertThat(TestBroker.committed("g", topic)).containsValue(4L));
                assertThat(TestBroker.count(topic + "-g-retry-1")).isOne();
                assertThat(listener.deliveries(topic + "1")).isOne();
                assertThat(listener.deliveries(topic + "2 fails twice")).isEqualTo(3);
                assertThat(listener.deliveries(topic + "3 fails 9 times")).isEqualTo(4);
                assertThat(listener.deliveries(topic + "4")).isOne();
            }
        }
    }

    /** Fails as often as the record says. */
    abstract static class Counting {

        final Map<String, Integer> counts = new ConcurrentHashMap<>();
        final Queue<String> processed = new ConcurrentLinkedQueue<>();

        void process(String value) {
            int delivery = counts.merge(value, 1, Integer::sum);
            if ((value.contains("fails twice") && delivery <= 2) || value.contains("fails 9 times")) {
                throw new IllegalStateException("delivery " + delivery);
            }
            if (value.contains("fatal")) {
                throw new IllegalArgumentException(value);
            }
            if (value.contains("rejected")) {
                throw new DeadLetterException("never");
            }
            if (value.contains("asks") && delivery == 1) {
                throw new RetryAfterException(Duration.ofMillis(300));
            }
            processed.add(value);
        }

        int deliveries(String value) {
            return counts.getOrDefault(value, 0);
        }
    }

    static class Blocking extends Counting {

        final Queue<String> fromMainTopic = new ConcurrentLinkedQueue<>();

        @KafkaListener(id = "blocking", topics = "blocking", groupId = "g")
        @KafkaRetry(
                attempts = "2",
                delay = "200ms",
                blockingDelays = {"10ms", "50ms"},
                exclude = IllegalArgumentException.class)
        void listen(ConsumerRecord<String, String> record) {
            if (record.topic().equals("blocking")) {
                fromMainTopic.add(record.value());
            }
            process(record.value());
        }
    }

    static class Impatient {

        private final Journal journal;

        Impatient(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "impatient", topics = "impatient", groupId = "g", properties = "max.poll.interval.ms=10000")
        @KafkaRetry(attempts = "3", delay = "200ms", blockingDelays = "6s")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                if (record.value().contains("fails")) {
                    throw new IllegalStateException("as it says");
                }
            });
        }
    }

    static class Patient {

        private final Journal journal;
        private boolean failed;

        Patient(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "patient", topics = "patient", groupId = "g")
        @KafkaRetry(attempts = "3", delay = "200ms", blockingDelays = "60s")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                if (!failed) {
                    failed = true;
                    throw new IllegalStateException("once");
                }
            });
        }
    }

    static class Others extends Counting {

        @KafkaListener(id = "blocking-batch", topics = "blocking-batch", groupId = "g", batch = "true")
        @KafkaRetry(
                attempts = "2",
                delay = "200ms",
                blockingDelays = {"10ms", "50ms"})
        void batch(List<String> values) {
            if (values.size() > 1 && values.stream().anyMatch(value -> value.contains("fails"))) {
                throw new IllegalStateException("one of them");
            }
            values.forEach(this::process);
        }

        @KafkaListener(id = "blocking-future", topics = "blocking-future", groupId = "g")
        @KafkaRetry(
                attempts = "2",
                delay = "200ms",
                blockingDelays = {"10ms", "50ms"})
        CompletableFuture<Void> future(String value) {
            return CompletableFuture.runAsync(() -> process(value));
        }
    }
}
