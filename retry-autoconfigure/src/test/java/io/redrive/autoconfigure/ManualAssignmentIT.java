package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.redrive.KafkaRetry;
import io.redrive.autoconfigure.Journal.Delivery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.PartitionOffset;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.annotation.TopicPartition;
import org.springframework.kafka.listener.MessageListenerContainer;

class ManualAssignmentIT {

    @Test
    void retriesAndShowsDeadLettersOnThePartitionsThatTheListenerIsAssigned() {
        // given
        TestBroker.createTopic("assigned", 4);
        try (TestApp app = TestApp.start(List.of(Even.class, Odd.class))) {
            // when
            IntStream.range(0, 4)
                    .forEach(partition -> IntStream.range(0, 10)
                            .forEach(i -> send(
                                    "assigned", partition, (i % 2 == 0 ? "bad-" : "good-") + partition + "-" + i)));

            // then
            TestApp.eventually(() -> {
                assertThat(app.bean(Even.class).dead).hasSize(10).allMatch(value -> value.matches("bad-[02]-.*"));
                assertThat(app.bean(Odd.class).dead).hasSize(10).allMatch(value -> value.matches("bad-[13]-.*"));
            });
            assertThat(app.journal().all())
                    .allSatisfy(each -> assertThat(each.place().group().startsWith("even"))
                            .as(each.toString())
                            .isEqualTo(each.place().partition() % 2 == 0));
            assertThat(assigned(app))
                    .containsExactlyInAnyOrder(
                            "even assigned [0, 2]",
                            "even-retry assigned-even-retry-1,assigned-even-retry-2 [0, 2]",
                            "even-dlt assigned-even-dlt [0, 2]",
                            "odd assigned [1, 3]",
                            "odd-retry assigned-retry [1, 3]",
                            "odd-dlt assigned-dlt [1, 3]");
            app.verify();
        }
    }

    @Test
    void goesOnAfterARestartWhereItLeftOff() {
        // given
        TestBroker.createTopic("assigned-again", 2);
        try (TestApp app = TestApp.start(Waiting.class, "wait=1500ms")) {
            IntStream.range(0, 20).forEach(i -> send("assigned-again", i % 2, (i % 4 == 0 ? "bad-" : "good-") + i));
            TestApp.eventually(() -> {
                assertThat(TestBroker.count("assigned-again-waiting-retry-1")).isEqualTo(5);
                assertThat(app.journal().all())
                        .filteredOn(each -> each.place().topic().equals("assigned-again"))
                        .hasSize(20);
            });
        }

        // when
        try (TestApp app = TestApp.start(Waiting.class, "wait=1500ms")) {
            send("assigned-again", 1, "good-new");

            // then
            TestApp.eventually(() -> {
                assertThat(TestBroker.count("assigned-again-waiting-dlt")).isEqualTo(5);
                assertThat(app.journal().hasEnded("good-new")).isTrue();
                assertCommitted("waiting", "assigned-again");
                assertCommitted("waiting-retry", "assigned-again-waiting-retry-1");
            });
            assertThat(app.journal().from("assigned-again"))
                    .as("what is delivered after the restart")
                    .filteredOn(each -> each.place().topic().equals("assigned-again"))
                    .extracting(Delivery::value)
                    .containsExactly("good-new");
        }
    }

    @Test
    void startsWhereItIsToldToAtEveryStart() {
        // given
        TestBroker.createTopic("assigned-from", 1);
        IntStream.range(0, 6).forEach(i -> send("assigned-from", 0, (i % 2 == 0 ? "bad-" : "good-") + i));
        for (int start = 1; start <= 2; start++) {
            int starts = start;
            // when
            try (TestApp app = TestApp.start(FromOffset.class)) {
                // then
                TestApp.eventually(() ->
                        assertThat(TestBroker.count("assigned-from-from-dlt")).isEqualTo(starts * 2L));
                assertThat(app.journal().from("assigned-from"))
                        .filteredOn(each -> each.place().topic().equals("assigned-from"))
                        .extracting(Delivery::value)
                        .containsExactly("bad-2", "good-3", "bad-4", "good-5");
                TestApp.eventually(() -> {
                    assertCommitted("from", "assigned-from");
                    assertCommitted("from-retry", "assigned-from-from-retry-1");
                });
            }
        }
    }

    @Test
    void refusesRetryTopicsWithoutThePartitionsItIsAssigned() {
        // given
        TestBroker.createTopic("assigned-narrow", 3);
        TestBroker.createTopic("assigned-narrow-retry", 2);

        // when
        Throwable thrown = catchThrowable(() -> TestApp.start(Narrow.class).close());

        // then
        FailureAnalysis analysis = new TopologyFailureAnalyzer().analyze(thrown);
        assertThat(analysis).as("analysis of " + thrown).isNotNull();
        assertThat(analysis.getDescription() + analysis.getAction())
                .contains("assigned-narrow-retry", "the listener is assigned partition 2 of assigned-narrow")
                .contains("--partitions 3");
    }

    private static void assertCommitted(String group, String topic) {
        assertThat(TestBroker.committed(group, topic))
                .containsAllEntriesOf(TestBroker.ends(List.of(topic)).entrySet().stream()
                        .filter(each -> each.getValue() > 0)
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static void send(String topic, int partition, String value) {
        TestBroker.send(new ProducerRecord<>(topic, partition, null, value.getBytes(StandardCharsets.UTF_8)));
    }

    private static Stream<String> assigned(TestApp app) {
        return app.containerIds().stream()
                .map(app::container)
                .map(container -> container.getListenerId() + " " + topics(container) + " " + partitions(container));
    }

    private static String topics(MessageListenerContainer container) {
        return String.join(
                ",",
                Stream.of(container.getContainerProperties().getTopicPartitions())
                        .map(each -> each.getTopic())
                        .distinct()
                        .toList());
    }

    private static List<Integer> partitions(MessageListenerContainer container) {
        return Stream.of(container.getContainerProperties().getTopicPartitions())
                .map(each -> each.getPartition())
                .distinct()
                .toList();
    }

    private static void failOnBad(Journal journal, ConsumerRecord<String, String> record) throws Exception {
        journal.deliver(record, () -> {
            if (record.value().startsWith("bad")) {
                throw new IllegalStateException("no good");
            }
        });
    }

    static class Even {

        private final Journal journal;
        private final Queue<String> dead = new ConcurrentLinkedQueue<>();

        Even(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(
                id = "even",
                topicPartitions =
                        @TopicPartition(
                                topic = "assigned",
                                partitions = {"0", "2"}),
                concurrency = "2")
        @KafkaRetry(delays = {"100ms", "200ms"})
        void listen(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(journal, record);
        }

        @DltHandler
        void dead(String value) {
            dead.add(value);
        }
    }

    static class Odd {

        private final Journal journal;
        private final Queue<String> dead = new ConcurrentLinkedQueue<>();

        Odd(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(
                id = "odd",
                topicPartitions =
                        @TopicPartition(
                                topic = "assigned",
                                partitions = {"1", "3"}))
        @RetryableTopic(attempts = "3", backOff = @BackOff(delay = 100))
        void listen(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(journal, record);
        }

        @DltHandler
        void dead(String value) {
            dead.add(value);
        }
    }

    static class Waiting {

        private final Journal journal;

        Waiting(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "waiting", topicPartitions = @TopicPartition(topic = "assigned-again", partitions = "0-1"))
        @KafkaRetry(attempts = "2", delay = "${wait}")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(journal, record);
        }
    }

    static class FromOffset {

        private final Journal journal;

        FromOffset(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(
                id = "from",
                topicPartitions =
                        @TopicPartition(
                                topic = "assigned-from",
                                partitionOffsets = @PartitionOffset(partition = "0", initialOffset = "2")))
        @KafkaRetry(attempts = "2", delay = "100ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(journal, record);
        }
    }

    static class Narrow {

        @KafkaListener(id = "narrow", topicPartitions = @TopicPartition(topic = "assigned-narrow", partitions = "0-2"))
        @RetryableTopic(autoCreateTopics = "false")
        void listen(String value) {}
    }
}
