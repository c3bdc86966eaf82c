package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.redrive.KafkaRetry;
import io.redrive.listener.RetiredTopic;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;

@ExtendWith(OutputCaptureExtension.class)
class RetiredTopicsIT {

    @Test
    void deliversWhatWaitsInATopicThatLeftTheTopologyWhenItIsDueAndTellsThatItCanBeRemoved(CapturedOutput output) {
        // given
        TestBroker.createTopic("fewer", 1);
        try (TestApp app = TestApp.start(Fewer.class, "delays=1ms,12s,1ms,2ms")) {
            TestBroker.send("fewer", "bad");
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("fewer-few-retry-2")).isEqualTo(1));
            assertThat(app.journal().of("bad")).hasSize(2);
        }
        assertThat(TestBroker.topics()).contains("fewer-few-retry-3");

        // when
        try (TestApp app = TestApp.start(Fewer.class, "delays=1ms")) {
            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("fewer-few-dlt")).isEqualTo(1));
            assertThat(app.journal().of("bad")).singleElement().satisfies(delivery -> {
                assertThat(delivery.attempt()).isEqualTo(3);
                assertThat(delivery.lateMs()).isNotNegative();
                assertThat(delivery.place().topic()).isEqualTo("fewer-few-retry-2");
                assertThat(delivery.place().group()).isEqualTo("few-retry");
            });
            assertThat(RetryHeaders.text(TestBroker.readOnly("fewer-few-dlt").headers(), RetryHeaders.REASON))
                    .isEqualTo("attempts-exhausted");
            TestApp.eventually(() -> assertThat(retired(app))
                    .containsExactly(
                            new RetiredTopic("fewer-few-retry-2", "few-retry", true),
                            new RetiredTopic("fewer-few-retry-3", "few-retry", true)));
            assertThat(output).containsOnlyOnce("--delete --topic fewer-few-retry-2");
            assertThat(app.containerIds()).containsExactly("few", "few-retry");
        }
    }

    @Test
    void deliversWhatWaitsAlsoWhereNoRetryTopicIsLeft() {
        // given
        TestBroker.createTopic("none", 1);
        try (TestApp app = TestApp.start(None.class, "attempts=2")) {
            app.leaveUnread("non-retry");
            TestBroker.send("none", "bad");
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("none-non-retry-1")).isEqualTo(1));
            assertThat(app.journal().of("bad")).hasSize(1);
        }

        // when
        try (TestApp app = TestApp.start(None.class, "attempts=1")) {
            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("none-non-dlt")).isEqualTo(1));
            assertThat(app.journal().of("bad"))
                    .extracting(Journal.Delivery::attempt)
                    .containsExactly(2);
            assertThat(app.journal().early()).isEmpty();
        }
    }

    @Test
    void readsTheFormerTopicsOfSpringsNamesInTheGroupsThatReadThemBefore(CapturedOutput output) {
        // given
        TestBroker.createTopic("sprung", 1);
        try (TestApp app = TestApp.start(Sprung.class, "delay=3000")) {
            app.leaveUnread("sprung-retry-3000");
            TestBroker.send("sprung", "bad");
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("sprung-retry-3000")).isEqualTo(1));
            assertThat(app.journal().of("bad")).hasSize(1);
        }
        // A topic of another application, which names them alike.
        TestBroker.createTopic("sprung-retry-7000", 1);
        TestBroker.send("sprung-retry-7000", "foreign");
        TestBroker.await(TestBroker.admin()
                .alterConsumerGroupOffsets(
                        "other-retry-7000",
                        Map.of(new TopicPartition("sprung-retry-7000", 0), new OffsetAndMetadata(0)))
                .all());

        // And one whose retries are read in the same group as its main topic.
        TestBroker.createTopic("sprung-retry-8000", 1);
        TestBroker.send("sprung-retry-8000", "foreign");
        TestBroker.await(TestBroker.admin()
                .alterConsumerGroupOffsets(
                        "another", Map.of(new TopicPartition("sprung-retry-8000", 0), new OffsetAndMetadata(0)))
                .all());

        // when
        try (TestApp app = TestApp.start(Sprung.class, "delay=100")) {
            // then
            TestApp.eventually(() -> assertThat(TestBroker.count("sprung-dlt")).isEqualTo(1));
            assertThat(app.journal().of("bad"))
                    .extracting(
                            each -> each.place().group(), each -> each.place().topic(), Journal.Delivery::attempt)
                    .containsExactly(
                            tuple("spr-retry-3000", "sprung-retry-3000", 2),
                            tuple("spr-retry-200", "sprung-retry-200", 3));
            assertThat(app.journal().early()).isEmpty();
            TestApp.eventually(() -> assertThat(retired(app))
                    .containsExactly(
                            new RetiredTopic("sprung-retry-3000", "spr-retry-3000", true),
                            new RetiredTopic("sprung-retry-6000", "spr-retry-6000", true)));
            assertThat(app.journal().of("foreign")).isEmpty();
            assertThat(TestBroker.count("sprung-dlt")).isEqualTo(1);
            assertThat(output).doesNotContain("--topic sprung-retry-7000").doesNotContain("--topic sprung-retry-8000");
        }
    }

    @Test
    void goesOnInARetiredTopicWhereTheOtherLayoutHasComeTo() {
        // given
        TestBroker.createTopic("relaid", 1);
        TestBroker.createTopic("relaid-retry-3000", 1);
        RetryHeaders.Origin origin = new RetryHeaders.Origin("relaid", 0, 0);
        TestBroker.send(RetryHeaders.waiting("relaid-retry-3000", 0, "done", 2, 1, origin));
        TestBroker.send(RetryHeaders.waiting("relaid-retry-3000", 0, "waiting", 2, 1, origin));
        TestBroker.await(TestBroker.admin()
                .alterConsumerGroupOffsets(
                        "rel-retry-3000", Map.of(new TopicPartition("relaid-retry-3000", 0), new OffsetAndMetadata(1)))
                .all());

        // when
        try (TestApp app = TestApp.start(Relaid.class, "redrive.listeners.relaid.layout=shared")) {
            // then
            TestApp.eventually(() -> assertThat(TestBroker.committed("rel-retry", "relaid-retry-3000"))
                    .containsEntry(new TopicPartition("relaid-retry-3000", 0), 2L));
            TestApp.eventually(() ->
                    assertThat(retired(app)).containsExactly(new RetiredTopic("relaid-retry-3000", "rel-retry", true)));
            assertThat(app.journal().all())
                    .extracting(Journal.Delivery::value, each -> each.place().group())
                    .containsExactly(tuple("waiting", "rel-retry"));
        }

        // when
        TestBroker.send(RetryHeaders.waiting("relaid-retry-3000", 0, "left", 2, 1, origin));
        try (TestApp app = TestApp.start(Relaid.class, "redrive.listeners.relaid.layout=per-topic")) {
            // then
            TestApp.eventually(() -> assertThat(TestBroker.committed("rel-retry-3000", "relaid-retry-3000"))
                    .containsEntry(new TopicPartition("relaid-retry-3000", 0), 3L));
            assertThat(app.journal().all())
                    .extracting(Journal.Delivery::value, each -> each.place().group())
                    .containsExactly(tuple("left", "rel-retry-3000"));
        }
    }

    @Test
    void readsARetiredTopicThatOnlyTheGroupOfTheOtherLayoutHasBegunToRead() {
        // given
        TestBroker.createTopic("begun", 1);
        TestBroker.createTopic("begun-retry-3000", 1);
        TestBroker.send(
                RetryHeaders.waiting("begun-retry-3000", 0, "waiting", 2, 1, new RetryHeaders.Origin("begun", 0, 0)));
        TestBroker.await(TestBroker.admin()
                .alterConsumerGroupOffsets(
                        "beg-retry-3000", Map.of(new TopicPartition("begun-retry-3000", 0), new OffsetAndMetadata(0)))
                .all());

        // when
        try (TestApp app = TestApp.start(Begun.class, "redrive.listeners.begun.layout=shared")) {
            // then
            TestApp.eventually(() -> assertThat(app.journal().of("waiting")).hasSize(1));
        }
    }

    @Test
    void readsAFormerTopicOnlyWhenTheApplicationStartsItsContainers() {
        // given
        TestBroker.createTopic("unstarted-former", 1);
        TestBroker.createTopic("unstarted-former-unf-retry-1", 1);
        RetryHeaders.Origin origin = new RetryHeaders.Origin("unstarted-former", 0, 0);
        TestBroker.send(RetryHeaders.waiting("unstarted-former-unf-retry-1", 0, "bad", 2, 1, origin));
        try (TestApp app = TestApp.start(Unstarted.class, "spring.kafka.listener.auto-startup=false")) {
            TestApp.eventually(() -> assertThat(app.containerIds()).contains("unf-retry"));
            assertThat(app.container("unf-retry").isRunning()).isFalse();

            // when
            app.bean(KafkaListenerEndpointRegistry.class).start();

            // then
            TestApp.eventually(() ->
                    assertThat(TestBroker.count("unstarted-former-unf-dlt")).isEqualTo(1));
            assertThat(app.journal().of("bad")).hasSize(1);
        }
    }

    @Test
    void passesOverRecordsOfAnotherGroupInAFormerTopic() {
        // given
        TestBroker.createTopic("mixed", 1);
        TestBroker.createTopic("mixed-mix-retry-2", 1);
        RetryHeaders.Origin origin = new RetryHeaders.Origin("mixed", 0, 0);
        var foreign = RetryHeaders.waiting("mixed-mix-retry-2", 0, "foreign", 2, 1, origin);
        foreign.headers().add(RetryHeaders.GROUP, RetryHeaders.bytes("another"));
        TestBroker.send(foreign);
        var own = RetryHeaders.waiting("mixed-mix-retry-2", 0, "own", 2, 1, origin);
        own.headers().add(RetryHeaders.GROUP, RetryHeaders.bytes("mix"));
        TestBroker.send(own);

        // when
        try (TestApp app = TestApp.start(Mixed.class)) {
            // then
            TestApp.eventually(() -> assertThat(TestBroker.committed("mix-retry", "mixed-mix-retry-2"))
                    .containsEntry(new TopicPartition("mixed-mix-retry-2", 0), 2L));
            assertThat(app.journal().all()).extracting(Journal.Delivery::value).containsExactly("own");
            assertThat(retired(app)).noneMatch(RetiredTopic::removable);
        }
    }

    @Test
    void waitsAsLongAsALongerDelayOfAnEarlierVersionAskedFor() {
        // given
        TestBroker.createTopic("shorter", 1);
        TestBroker.createTopic(
                "shorter-short-retry-1", 1, Map.of("retention.ms", String.valueOf(8L * 24 * 60 * 60 * 1_000)));
        RetryHeaders.Origin origin = new RetryHeaders.Origin("shorter", 0, 0);
        long now = System.currentTimeMillis();
        TestBroker.send(RetryHeaders.waiting("shorter-short-retry-1", 0, "in an hour", 2, now + 3_600_000, origin));
        TestBroker.send(RetryHeaders.waiting(
                "shorter-short-retry-1", 0, "in forty days", 2, now + 40L * 24 * 60 * 60 * 1_000, origin));

        // when
        try (TestApp app = TestApp.start(Shorter.class)) {
            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("shorter-short-dlt")).isEqualTo(1));
            assertThat(TestBroker.readOnly("shorter-short-dlt").value()).isEqualTo(RetryHeaders.bytes("in forty days"));
            assertThat(app.journal().all()).isEmpty();
        }
    }

    private static List<RetiredTopic> retired(TestApp app) {
        return app.bean(EngineRuntime.class).engine().listeners().all().stream()
                .flatMap(each -> each.listener().retiredTopics().stream())
                .toList();
    }

    /** Fails on what is bad. */
    abstract static class Failing {

        private final Journal journal;

        Failing(Journal journal) {
            this.journal = journal;
        }

        void fail(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                if (record.value().equals("bad")) {
                    throw new IllegalStateException("no good");
                }
            });
        }
    }

    static class Fewer extends Failing {

        Fewer(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "few", topics = "fewer")
        @KafkaRetry(delays = "${delays}")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            fail(record);
        }
    }

    static class None extends Failing {

        None(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "non", topics = "none")
        @KafkaRetry(attempts = "${attempts}", delay = "2s")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            fail(record);
        }
    }

    static class Unstarted extends Failing {

        Unstarted(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "unf", topics = "unstarted-former")
        @KafkaRetry(attempts = "1")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            fail(record);
        }
    }

    static class Sprung extends Failing {

        Sprung(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "sprung", groupId = "spr", topics = "sprung")
        @RetryableTopic(attempts = "3", backOff = @BackOff(delayString = "${delay}", multiplier = 2))
        void listen(ConsumerRecord<String, String> record) throws Exception {
            fail(record);
        }
    }

    static class Relaid extends Failing {

        Relaid(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "relaid", groupId = "rel", topics = "relaid")
        @RetryableTopic(attempts = "3", backOff = @BackOff(delayString = "100", multiplier = 2))
        void listen(ConsumerRecord<String, String> record) throws Exception {
            fail(record);
        }
    }

    static class Begun extends Failing {

        Begun(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "begun", groupId = "beg", topics = "begun")
        @RetryableTopic(attempts = "3", backOff = @BackOff(delayString = "100", multiplier = 2))
        void listen(ConsumerRecord<String, String> record) throws Exception {
            fail(record);
        }
    }

    static class Mixed extends Failing {

        Mixed(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "mix", topics = "mixed")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            fail(record);
        }
    }

    static class Shorter extends Failing {

        Shorter(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "short", topics = "shorter")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            fail(record);
        }
    }
}
