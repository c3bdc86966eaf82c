package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import io.redrive.autoconfigure.Journal.Delivery;
import io.redrive.autoconfigure.Journal.Place;
import io.redrive.autoconfigure.RetryHeaders.Origin;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.springframework.kafka.annotation.KafkaListener;

class DueOrderIT {

    private static final String PADDING = "x".repeat(1_000);

    @BeforeAll
    static void createTopics() {
        List.of("ahead", "descending", "random", "beyond").forEach(topic -> TestBroker.createTopic(topic, 1));
    }

    @Test
    void keepsAThousandRecordsAheadAndDeliversEachWhenItIsDueFromOneFetch(TestReporter reporter) {
        // given
        int count = 1_000;
        try (TestApp app = TestApp.start(Ahead.class)) {
            long firstDue = System.currentTimeMillis() + 4_000;

            // when
            write(
                    "ahead-ahead-retry-1",
                    LongStream.range(0, count).map(i -> firstDue + i).toArray());

            // then
            TestApp.eventually(() -> assertThat(app.journal().all()).hasSize(count));
            assertThat(app.journal().all())
                    .first()
                    .satisfies(first -> assertThat(first.atMs())
                            .as("all were written, and kept, before the first was due")
                            .isGreaterThan(app.journal().all().stream()
                                    .mapToLong(Delivery::writtenAtMs)
                                    .max()
                                    .orElseThrow()));
            assertThat(app.journal().all())
                    .extracting(each -> each.place().offset())
                    .isSorted();
            assertThat(metric(app, "ahead-retry", "records-consumed-total")).isEqualTo(count);
            double bytes = TestBroker.bytes("ahead-ahead-retry-1");
            assertThat(metric(app, "ahead-retry", "bytes-consumed-total")).isLessThanOrEqualTo(1.1 * bytes);
            // Everything that came over the network, heartbeats and metadata included.
            double received = metric(app, "ahead-retry", "incoming-byte-total");
            assertThat(received).isLessThanOrEqualTo(1.1 * bytes + 100_000);
            reporter.publishEntry(
                    Map.of("lateness", app.journal().lateness(), "bytes", "%.0f of %.0f".formatted(received, bytes)));
            app.verify();
        }
    }

    @Test
    void deliversInDueOrderWhenDueTimesRunAgainstOffsets() {
        // given
        int count = 200;
        try (TestApp app = TestApp.start(Unordered.class)) {
            long firstDue = System.currentTimeMillis() + 3_000;
            List<Long> random = new ArrayList<>(LongStream.range(0, count)
                    .map(i -> firstDue + 5 * i)
                    .boxed()
                    .toList());
            Collections.shuffle(random, new Random(7));

            // when
            write(
                    "descending-descending-retry-1",
                    LongStream.range(0, count)
                            .map(i -> firstDue + 5 * (count - i))
                            .toArray());
            write(
                    "random-random-retry-1",
                    random.stream().mapToLong(Long::longValue).toArray());

            // then
            TestApp.eventually(() -> assertThat(app.journal().all()).hasSize(2 * count));
            for (String topic : List.of("descending", "random")) {
                assertThat(app.journal().from(topic))
                        .hasSize(count)
                        .isSortedAccordingTo(Comparator.comparingLong(Delivery::dueAtMs));
            }
            assertThat(app.journal().from("descending"))
                    .isSortedAccordingTo(
                            Comparator.comparing((Delivery each) -> each.place().offset(), Comparator.reverseOrder()));
            app.verify();
        }
    }

    @Test
    void doesNotDeliverAgainAfterAStopWhatWasDoneAheadOfAWaitingRecord() {
        // given
        String retryTopic = "beyond-beyond-retry-1";
        try (TestApp app = TestApp.start(Beyond.class)) {
            long now = System.currentTimeMillis();
            List<Long> dues = new ArrayList<>(List.of(now + 3_600_000));
            IntStream.range(0, 30).forEach(i -> dues.add(i % 10 == 5 ? now + 3_600_000 : now + 500 + i));
            write(retryTopic, dues.stream().mapToLong(Long::longValue).toArray());
            TestApp.eventually(() -> assertThat(app.journal().all()).hasSize(27));

            // when
            app.context().close();
        }

        // then
        assertThat(TestBroker.committed("beyond-retry", retryTopic)).containsValue(0L);
        try (TestApp restarted = TestApp.start(Beyond.class)) {
            write(retryTopic, System.currentTimeMillis() + 200);
            TestApp.eventually(() -> assertThat(restarted.journal().all()).hasSize(1));
            TestApp.eventually(() -> assertThat(
                            TestBroker.committed("beyond-retry").get(new TopicPartition(retryTopic, 0)))
                    .satisfies(committed -> assertThat(committed.metadata()).isNotEmpty()));
            assertThat(restarted.journal().all())
                    .extracting(Delivery::place)
                    .containsExactly(new Place("beyond-retry", retryTopic, 0, 31));
            assertThat(restarted.journal().early()).isEmpty();
        }
    }

    private static double metric(TestApp app, String container, String name) {
        return app.container(container).metrics().values().stream()
                .flatMap(metrics -> metrics.entrySet().stream())
                .filter(each -> each.getKey().name().equals(name)
                        && each.getKey().tags().keySet().equals(Set.of("client-id")))
                .mapToDouble(each -> ((Number) each.getValue().metricValue()).doubleValue())
                .sum();
    }

    /** Writes what the engine would have forwarded, with due times of our own. */
    private static void write(String retryTopic, long... dues) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < dues.length; i++) {
            records.add(RetryHeaders.waiting(retryTopic, 0, i + PADDING, 2, dues[i], new Origin("elsewhere", 0, i)));
        }
        TestBroker.sendAll(records);
    }

    static class Ahead {

        private final Journal journal;

        Ahead(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "ahead", topics = "ahead", groupId = "ahead")
        @KafkaRetry(attempts = "2", delay = "1s")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {});
        }
    }

    static class Unordered {

        private final Journal journal;

        Unordered(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "descending", topics = "descending", groupId = "descending")
        @KafkaRetry(attempts = "2", delay = "1s")
        void descending(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {});
        }

        @KafkaListener(id = "random", topics = "random", groupId = "random")
        @KafkaRetry(attempts = "2", delay = "1s")
        void random(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {});
        }
    }

    static class Beyond {

        private final Journal journal;

        Beyond(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "beyond", topics = "beyond", groupId = "beyond")
        @KafkaRetry(attempts = "2", delay = "1h")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {});
        }
    }
}
