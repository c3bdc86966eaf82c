package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.consume.TopicRole;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.retrytopic.SameIntervalTopicReuseStrategy;

/** Applications that move from spring-kafka's retry topics to Redrive and back, while records wait in them. */
class OverAndBackIT {

    private static final String SPRINGS = "redrive.enabled=false";
    private static final String OURS = "redrive.enabled=true";
    private static final String QUICK = "delay=200";

    @Test
    void eachEngineTakesUpWhatTheOtherHasWrittenAtItsDueTimeWithItsAttempt() {
        // given
        TestBroker.createTopic("over", 2);
        List<String> values =
                IntStream.range(0, 10).mapToObj(number -> "bad " + number).toList();
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        values.forEach(value -> records.add(new ProducerRecord<>(
                "over", records.size() % 2, RetryHeaders.bytes("key"), RetryHeaders.bytes(value))));
        Journal journal = new Journal();

        // when
        List<String> engines = List.of(SPRINGS, OURS, SPRINGS, OURS);
        List<Long> turns = new ArrayList<>();
        for (int turn = 0; turn < engines.size(); turn++) {
            long forwarded = (turn + 1) * 10L;
            try (TestApp app = start(journal, "over", engines.get(turn))) {
                boolean last = turn == engines.size() - 1;
                if (!last) {
                    // What waits there is for the next one, however long this one takes to stop.
                    String waiting = "over-retry-" + turn;
                    TestApp.eventually(() -> assertThat(app.container(waiting).getAssignedPartitions())
                            .isNotEmpty());
                    app.container(waiting).stop();
                }
                if (turn == 0) {
                    TestBroker.sendAll(records);
                }
                TestApp.eventually(() -> assertThat(
                                last
                                        ? journal.all().stream()
                                                .filter(each ->
                                                        each.place().topic().equals("over-dlt"))
                                                .count()
                                        : TestBroker.count("over-retry-0")
                                                + TestBroker.count("over-retry-1")
                                                + TestBroker.count("over-retry-2"))
                        .isEqualTo(last ? 10 : forwarded));
            }
            turns.add(System.currentTimeMillis());
        }

        // then
        assertThat(values)
                .allSatisfy(value -> assertThat(journal.of(value))
                        .extracting(each ->
                                each.place().topic() + " by " + each.place().group() + " attempt " + each.attempt())
                        .containsExactly(
                                "over by over attempt 1",
                                "over-retry-0 by over-retry-0 attempt 2",
                                "over-retry-1 by over-retry-1 attempt 3",
                                "over-retry-2 by over-retry-2 attempt 4",
                                "over-dlt by over-dlt attempt 5"));
        assertThat(journal.early()).isEmpty();
        // Each engine has had its turn, or the test would show nothing.
        for (int turn = 1; turn < engines.size(); turn++) {
            long begun = turns.get(turn - 1);
            int attempt = turn + 1;
            assertThat(journal.all().stream().filter(each -> each.attempt() == attempt))
                    .as("attempts " + attempt)
                    .allMatch(each -> each.atMs() >= begun);
        }
        List.of("over-retry-0", "over-retry-1", "over-retry-2", "over-dlt")
                .forEach(topic -> assertThat(TestBroker.committed(topic, topic).values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                        .as("committed in " + topic)
                        .isEqualTo(10));
    }

    @Test
    void waitsForMoreThanADayWhichSpringDoesNot() {
        // given
        TestBroker.createTopic("patience", 1);
        Journal journal = new Journal();
        try (TestApp app = TestApp.start(journal, List.of(Patient.class), OURS)) {
            // when
            TestBroker.send("patience", "bad");

            // then
            TestApp.eventually(() -> assertThat(
                            app.bean(EngineRuntime.class).engine().listeners().all())
                    .flatExtracting(entry -> entry.listener().holdings().all())
                    .anyMatch(holding -> holding.role() == TopicRole.RETRY && holding.records() == 1));
            assertThat(journal.of("bad")).hasSize(1);
        }

        // when
        try (TestApp app = TestApp.start(journal, List.of(Patient.class), SPRINGS)) {
            // then
            TestApp.eventually(() -> assertThat(app.journal().early()).hasSize(1));
        }
    }

    @Test
    void goesOnInTheOtherLayoutWhereItHasComeTo() {
        // given
        TestBroker.createTopic("laid", 1);
        Journal journal = new Journal();
        try (TestApp app = start(journal, "laid", SPRINGS, QUICK)) {
            app.container("laid-retry-1").stop();
            List.of("bad 1", "bad 2", "bad 3").forEach(value -> TestBroker.send("laid", value));
            TestApp.eventually(() -> assertThat(TestBroker.committed("laid-retry-0", "laid-retry-0"))
                    .containsValue(3L));
        }

        // when
        try (TestApp app = start(journal, "laid", OURS, QUICK, "redrive.listeners.laid.layout=shared")) {
            assertThat(app.containerIds()).containsExactly("laid", "laid-dlt", "laid-retry");
            TestApp.eventually(() -> assertThat(journal.from("laid-dlt")).hasSize(3));
            app.verify();
        }
        try (TestApp app = start(journal, "laid", OURS, QUICK)) {
            // Passes whatever might be delivered once more.
            TestBroker.send("laid", "bad 4");
            TestApp.eventually(() -> assertThat(journal.from("laid-dlt")).hasSize(4));
            app.verify();
        }

        // then
        assertThat(List.of("bad 1", "bad 2", "bad 3", "bad 4"))
                .allSatisfy(value -> assertThat(journal.of(value))
                        .extracting(each -> each.place().topic())
                        .containsExactly("laid", "laid-retry-0", "laid-retry-1", "laid-retry-2", "laid-dlt"));
        assertThat(journal.early()).isEmpty();
    }

    private static TestApp start(Journal journal, String topic, String... properties) {
        List<String> all = new ArrayList<>(List.of(properties));
        all.add("topic=" + topic);
        all.add("partitions=" + TestBroker.ends(List.of(topic)).size());
        all.add("spring.kafka.consumer.fetch-max-wait=100ms");
        return TestApp.start(journal, List.of(Moving.class), all.toArray(String[]::new));
    }

    static class Patient {

        private final Journal journal;

        Patient(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "patience", topics = "patience")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delayString = "25h"))
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                throw new IllegalStateException("no good");
            });
        }
    }

    static class Moving {

        private final Journal journal;

        Moving(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "${topic}", topics = "${topic}")
        @RetryableTopic(
                attempts = "4",
                backOff = @BackOff(delayString = "${delay:3000}"),
                numPartitions = "${partitions:2}",
                sameIntervalTopicReuseStrategy = SameIntervalTopicReuseStrategy.MULTIPLE_TOPICS)
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                String kind = record.value().substring(0, record.value().indexOf(' '));
                if (kind.equals("bad") || (kind.equals("once") && RetryHeaders.attempt(record.headers(), 1) == 1)) {
                    throw new IllegalStateException("no good");
                }
            });
        }

        @DltHandler
        void dead(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {});
        }
    }
}
