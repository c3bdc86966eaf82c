package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import io.redrive.RecordsFailedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

/** What a reader of committed data sees of listeners with a transactional producer. */
class TransactionsIT {

    private static final int RECORDS = 200;
    private static TestApp app;

    @BeforeAll
    static void start() {
        List.of("tx", "tx-effects", "tx-quiet", "tx-quiet-effects", "tx-batch", "tx-batch-effects", "tx-blocking")
                .forEach(topic -> TestBroker.createTopic(topic, 2));
        List.of("tx-blocking-effects", "tx-late", "tx-marked", "tx-marked-effects", "tx-offsets")
                .forEach(topic -> TestBroker.createTopic(topic, 1));
        TestBroker.createTopic("tx-late-effects", 1, Map.of("max.message.bytes", "500"));
        app = TestApp.start(
                List.of(
                        Sending.class,
                        Quiet.class,
                        Batches.class,
                        Blocking.class,
                        Late.class,
                        Marked.class,
                        Offsets.class,
                        Service.class),
                "spring.kafka.producer.transaction-id-prefix=tx-",
                // What is not signed, or signed wrongly, is dead at its second attempt.
                "redrive.signature.key=" + "k".repeat(32),
                // A batch that is too large would be taken apart, and what is left of it sent again for as long as it
                // may.
                "spring.kafka.producer.batch-size=0");
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void undoesWhatAFailingAttemptHasSentAndCommitsItsForwardWithItsOffset() {
        // when
        send("tx");

        // then
        TestApp.eventually(() -> assertThat(values("tx-g-dlt")).hasSize(RECORDS / 20));
        TestApp.eventually(() -> assertThat(values("tx-effects")).hasSize(RECORDS - RECORDS / 20));
        settled("g", "tx");
        assertThat(effects("tx-effects")).isEqualTo(expectedEffects("tx"));
        assertThat(values("tx-g-dlt")).doesNotHaveDuplicates().allMatch(value -> value.contains("never"));
        assertThat(values("tx-g-retry-1")).doesNotHaveDuplicates().hasSize(RECORDS / 20 + RECORDS / 20);
        assertThat(TestBroker.readAll("tx-g-dlt"))
                .allSatisfy(dead -> assertThat(RetryHeaders.text(dead.headers(), RetryHeaders.MESSAGE))
                        .isEqualTo("as it says, password=***"));
        assertThat(app.journal().from("tx-g-dlt")).isEmpty();
    }

    @Test
    void makesNoRecordAgainForAFailureBeforeWhichNothingWasSent() {
        // when
        send("tx-quiet");

        // then
        TestApp.eventually(() -> assertThat(values("tx-quiet-g-dlt")).hasSize(RECORDS / 20));
        TestApp.eventually(() -> assertThat(values("tx-quiet-effects")).hasSize(RECORDS - RECORDS / 20));
        settled("g", "tx-quiet");
        assertThat(effects("tx-quiet-effects")).isEqualTo(expectedEffects("tx-quiet"));
        assertThat(app.journal().deliveredTwice())
                .noneMatch(place -> place.topic().startsWith("tx-quiet"));
    }

    @Test
    void undoesWhatABatchHasSentThatFails() {
        // when
        send("tx-batch");

        // then
        TestApp.eventually(() -> assertThat(values("tx-batch-g-dlt")).hasSize(RECORDS / 20));
        TestApp.eventually(() -> assertThat(values("tx-batch-effects")).hasSize(RECORDS - RECORDS / 20));
        settled("g", "tx-batch");
        assertThat(effects("tx-batch-effects")).isEqualTo(expectedEffects("tx-batch"));
    }

    @Test
    void undoesWhatEachTryInPlaceHasSent() {
        // when
        send("tx-blocking");

        // then
        TestApp.eventually(() -> assertThat(values("tx-blocking-g-dlt")).hasSize(RECORDS / 20));
        TestApp.eventually(() -> assertThat(values("tx-blocking-effects")).hasSize(RECORDS - RECORDS / 20));
        settled("g", "tx-blocking");
        assertThat(effects("tx-blocking-effects").values()).allMatch(attempts -> attempts.equals(List.of(1)));
    }

    @Test
    void countsItAsAFailureOfItsRecordWhenWhatItSentCannotBeWritten() {
        // when
        List.of("1", "2 is too large", "3").forEach(value -> TestBroker.send("tx-late", value));

        // then
        TestApp.eventually(() -> assertThat(values("tx-late-g-dlt")).containsExactly("2 is too large"));
        TestApp.eventually(() -> assertThat(values("tx-late-effects")).containsExactlyInAnyOrder("1", "3"));
        settled("g", "tx-late");
    }

    @Test
    void countsItAsAFailureOfItsRecordWhenSomethingInsideHasMarkedTheTransaction() {
        // when
        List.of("1", "2 is marked", "3").forEach(value -> TestBroker.send("tx-marked", value));

        // then
        TestApp.eventually(() -> assertThat(values("tx-marked-g-dlt")).containsExactly("2 is marked"));
        TestApp.eventually(() -> assertThat(values("tx-marked-effects")).containsExactlyInAnyOrder("1", "3"));
        isCommitted("g", "tx-marked");
    }

    @Test
    void undoesWhatAFailingAttemptHasCommittedForAnotherGroup() {
        // when
        TestBroker.send("tx-offsets", "fails");

        // then
        TestApp.eventually(() -> assertThat(values("tx-offsets-g-dlt")).containsExactly("fails"));
        isCommitted("g", "tx-offsets");
        assertThat(TestBroker.committed("tx-others", "tx-offsets").values()).doesNotContain(77L);
    }

    private static void send(String topic) {
        TestBroker.sendAll(IntStream.range(0, RECORDS)
                .mapToObj(i -> new ProducerRecord<byte[], byte[]>(
                        topic, i % 2, null, (topic + " " + i + what(i)).getBytes(StandardCharsets.UTF_8)))
                .toList());
    }

    private static String what(int number) {
        return number % 20 == 3 ? " fails once" : number % 20 == 12 ? " never succeeds" : "";
    }

    private static int attempts(String value) {
        return value.contains("once") ? 2 : 1;
    }

    private static Map<String, List<Integer>> expectedEffects(String topic) {
        Map<String, List<Integer>> expected = new TreeMap<>();
        IntStream.range(0, RECORDS).mapToObj(i -> topic + " " + i + what(i)).forEach(value -> {
            if (!value.contains("never")) {
                expected.put(value, List.of(attempts(value)));
            }
        });
        return expected;
    }

    /** Returns which attempts have left an effect, by record. */
    private static Map<String, List<Integer>> effects(String topic) {
        Map<String, List<Integer>> effects = new TreeMap<>();
        for (String effect : values(topic)) {
            String[] parts = effect.split("\\|", -1);
            effects.computeIfAbsent(parts[0], unused -> new ArrayList<>()).add(Integer.valueOf(parts[1]));
        }
        return effects;
    }

    private static List<String> values(String topic) {
        return TestBroker.readAll(topic).stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private static void settled(String group, String topic) {
        isCommitted(group, topic);
        isCommitted(group + "-retry", topic + "-" + group + "-retry-1");
    }

    private static void isCommitted(String group, String topic) {
        TestApp.eventually(() -> {
            Map<TopicPartition, Long> ends = TestBroker.ends(List.of(topic));
            ends.values().removeIf(end -> end == 0);
            assertThat(TestBroker.committed(group, topic)).containsAllEntriesOf(ends);
        });
    }

    /** Sends an effect of each attempt, also of those that fail afterwards. */
    abstract static class Working {

        private final KafkaTemplate<String, String> template;
        private final Journal journal;

        Working(KafkaTemplate<String, String> template, Journal journal) {
            this.template = template;
            this.journal = journal;
        }

        void work(String effects, ConsumerRecord<String, String> record) {
            Journal.Delivery delivery = journal.started(record);
            var unused = template.send(effects, record.value() + "|" + delivery.attempt());
            if (fails(record.value(), delivery.attempt())) {
                throw new IllegalStateException("as it says, password=hush");
            }
        }

        void failOrWork(String effects, ConsumerRecord<String, String> record) {
            Journal.Delivery delivery = journal.started(record);
            if (fails(record.value(), delivery.attempt())) {
                throw new IllegalStateException("as it says");
            }
            var unused = template.send(effects, record.value() + "|" + delivery.attempt());
        }

        static boolean fails(String value, int attempt) {
            return value.contains("never") || (value.contains("once") && attempt == 1);
        }

        KafkaTemplate<String, String> template() {
            return template;
        }
    }

    static class Sending extends Working {

        Sending(KafkaTemplate<String, String> template, Journal journal) {
            super(template, journal);
        }

        @KafkaListener(id = "tx", topics = "tx", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void listen(ConsumerRecord<String, String> record) {
            work("tx-effects", record);
        }
    }

    static class Quiet extends Working {

        Quiet(KafkaTemplate<String, String> template, Journal journal) {
            super(template, journal);
        }

        @KafkaListener(id = "tx-quiet", topics = "tx-quiet", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void listen(ConsumerRecord<String, String> record) {
            failOrWork("tx-quiet-effects", record);
        }
    }

    static class Batches extends Working {

        Batches(KafkaTemplate<String, String> template, Journal journal) {
            super(template, journal);
        }

        @KafkaListener(id = "tx-batch", topics = "tx-batch", groupId = "g", batch = "true")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void listen(List<ConsumerRecord<String, String>> records) {
            RecordsFailedException failed = new RecordsFailedException();
            for (int i = 0; i < records.size(); i++) {
                try {
                    work("tx-batch-effects", records.get(i));
                } catch (IllegalStateException failure) {
                    failed.add(i, failure);
                }
            }
            failed.throwIfAny();
        }
    }

    static class Blocking extends Working {

        private final Map<String, Integer> tries = new ConcurrentHashMap<>();

        Blocking(KafkaTemplate<String, String> template, Journal journal) {
            super(template, journal);
        }

        @KafkaListener(id = "tx-blocking", topics = "tx-blocking", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "100ms", blockingDelays = "5ms")
        void listen(ConsumerRecord<String, String> record) {
            var unused = template().send("tx-blocking-effects", record.value() + "|1");
            int tried = tries.merge(record.value(), 1, Integer::sum);
            if (record.value().contains("never") || (record.value().contains("once") && tried == 1)) {
                throw new IllegalStateException("as it says");
            }
        }
    }

    /** Does not wait for what it sends, as most listeners do not. */
    static class Late extends Working {

        Late(KafkaTemplate<String, String> template, Journal journal) {
            super(template, journal);
        }

        @KafkaListener(id = "tx-late", topics = "tx-late", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void listen(String value) {
            var unused = template().send("tx-late-effects", value.contains("large") ? "x".repeat(1_000) : value);
        }
    }

    /** Commits for another consumer, as an application does that reads with one of its own. */
    static class Offsets {

        private final KafkaTemplate<String, String> template;

        Offsets(KafkaTemplate<String, String> template) {
            this.template = template;
        }

        @KafkaListener(id = "tx-offsets", topics = "tx-offsets", groupId = "g")
        @KafkaRetry(attempts = "1")
        @SuppressWarnings({"deprecation", "removal"}) // there is no other way to commit for a group of no members
        void listen(String value) {
            template.sendOffsetsToTransaction(
                    Map.of(new TopicPartition("tx-offsets", 0), new OffsetAndMetadata(77)),
                    new ConsumerGroupMetadata("tx-others"));
            throw new IllegalStateException("as it says");
        }
    }

    static class Service {

        private final KafkaTemplate<String, String> template;

        Service(KafkaTemplate<String, String> template) {
            this.template = template;
        }

        @Transactional
        public void work(String value) {
            var unused = template.send("tx-marked-effects", value);
            if (value.contains("marked")) {
                throw new IllegalStateException("as it says");
            }
        }
    }

    @EnableTransactionManagement(proxyTargetClass = true)
    static class Marked {

        private final Service service;

        Marked(Service service) {
            this.service = service;
        }

        @KafkaListener(id = "tx-marked", topics = "tx-marked", groupId = "g")
        @KafkaRetry(attempts = "1")
        void listen(String value) {
            try {
                service.work(value);
            } catch (IllegalStateException ignored) {
                // The transaction it took part in is marked all the same.
            }
        }
    }
}
