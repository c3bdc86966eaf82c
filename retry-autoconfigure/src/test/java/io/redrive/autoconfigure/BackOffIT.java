package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import io.redrive.autoconfigure.Journal.Delivery;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.retrytopic.TopicSuffixingStrategy;

class BackOffIT {

    private static final int JITTERED_RECORDS = 40;

    @BeforeAll
    static void createTopics() {
        List.of("fixed", "growing", "listed", "jittered", "s-fixed", "s-growing", "s-indexed")
                .forEach(topic -> TestBroker.createTopic(topic, 2));
        List.of("o-fixed", "o-growing", "o-indexed").forEach(topic -> TestBroker.createTopic(topic, 2));
    }

    @Test
    void waitsForFixedGrowingListedAndJitteredDelays() {
        // given
        try (TestApp app = TestApp.start(Listeners.class)) {
            // when
            List.of("fixed", "growing", "listed").forEach(topic -> TestBroker.send(topic, topic));
            IntStream.range(0, JITTERED_RECORDS).forEach(i -> TestBroker.send("jittered", "jittered-" + i));

            // then
            TestApp.eventually(() -> {
                assertThat(TestBroker.count("fixed-g-dlt")).isEqualTo(1);
                assertThat(TestBroker.count("growing-g-dlt")).isEqualTo(1);
                assertThat(TestBroker.count("listed-g-dlt")).isEqualTo(1);
                assertThat(TestBroker.count("jittered-g-dlt")).isEqualTo(JITTERED_RECORDS);
            });
            assertDelays(app.journal().of("fixed"), 120, 120);
            assertDelays(app.journal().of("growing"), 50, 150, 200, 200);
            assertDelays(app.journal().of("listed"), 100, 300, 200);
            assertJitter(app.journal(), 200, 0.5);
            app.verify();
        }
    }

    @Test
    void givesEachLengthOfDelayARetryTopicThatNamesTheGroupAndNotTheDelay() {
        // when
        try (TestApp app = TestApp.start(Listeners.class)) {
            // then
            assertThat(TestBroker.topics())
                    .filteredOn(topic -> topic.contains("-g-"))
                    .filteredOn(topic ->
                            topic.startsWith("fixed") || topic.startsWith("growing") || topic.startsWith("listed"))
                    .containsExactlyInAnyOrder(
                            "fixed-g-retry-1",
                            "fixed-g-dlt",
                            "growing-g-retry-1",
                            "growing-g-retry-2",
                            "growing-g-retry-3",
                            "growing-g-dlt",
                            "listed-g-retry-1",
                            "listed-g-retry-2",
                            "listed-g-retry-3",
                            "listed-g-dlt");
            assertThat(app.containerIds())
                    .contains("fixed", "fixed-retry", "growing", "growing-retry", "listed", "listed-retry");
            assertThat(app.container("listed-retry").getGroupId()).isEqualTo("g-retry");
        }
    }

    @Test
    void readsSpringsAnnotationsWithSpringsDelays() {
        // given
        try (TestApp app = TestApp.start(SPRINGS, "main=s")) {
            // when
            List.of("s-fixed", "s-growing", "s-indexed").forEach(topic -> TestBroker.send(topic, topic));

            // then
            TestApp.eventually(
                    () -> assertThat(app.bean(FixedSpring.class).journal.of("dead s-fixed"))
                            .hasSize(1));
            TestApp.eventually(() -> {
                assertThat(TestBroker.count("s-growing-dlt")).isEqualTo(1);
                assertThat(TestBroker.count("s-indexed-dead")).isEqualTo(1);
            });
            assertDelays(app.journal().of("s-fixed"), 110, 110, 110);
            assertDelays(app.journal().of("s-growing"), 100, 200, 300);
            assertDelays(app.journal().of("s-indexed"), 60, 120);
            app.verify();
        }
    }

    @Test
    void readsSpringsAnnotationsWithSpringsNamesOfTopicsContainersAndGroups() {
        // given
        List<String> theirs;
        try (TestApp springs = TestApp.start(SPRINGS, "main=theirs", "redrive.enabled=false")) {
            theirs = names(springs, "theirs-");
        }

        // when
        List<String> ours;
        try (TestApp app = TestApp.start(SPRINGS, "main=ours")) {
            ours = names(app, "ours-");
        }

        // then
        assertThat(ours).isEqualTo(theirs);
        assertThat(ours)
                .contains(
                        "container growing-retry-100 of group sg-retry-100 reads [growing-retry-100]",
                        "container fixed-retry of group sg-retry reads [fixed-retry]",
                        "container indexed-again-0 of group sg-again-0 reads [indexed-again-0]",
                        "container indexed-dead of group sg-dead reads [indexed-dead]");
    }

    private static List<String> names(TestApp app, String prefix) {
        List<String> topics = TestBroker.topics().stream()
                .filter(topic -> topic.startsWith(prefix))
                .map(topic -> "topic " + topic.substring(prefix.length()))
                .sorted()
                .toList();
        List<String> containers = app.containerIds().stream()
                .map(app::container)
                .map(container -> describe(container, prefix))
                .toList();
        return Stream.concat(topics.stream(), containers.stream()).toList();
    }

    private static String describe(MessageListenerContainer container, String prefix) {
        return "container " + container.getListenerId() + " of group " + container.getGroupId() + " reads "
                + List.of(container.getContainerProperties().getTopics())
                        .toString()
                        .replace(prefix, "");
    }

    /** The due time is no earlier than the delay after the failed delivery, and no later than that after the forward. */
    private static void assertDelays(List<Delivery> deliveries, long... delaysMs) {
        assertThat(deliveries)
                .extracting(Delivery::attempt)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, delaysMs.length + 1).boxed().toList());
        for (int retry = 0; retry < delaysMs.length; retry++) {
            Delivery failed = deliveries.get(retry);
            Delivery next = deliveries.get(retry + 1);
            assertThat(next.dueAtMs())
                    .as("due time of " + next)
                    .isBetween(failed.atMs() + delaysMs[retry], next.writtenAtMs() + delaysMs[retry]);
        }
    }

    private static void assertJitter(Journal journal, long delayMs, double ratio) {
        long shortest = (long) (delayMs * (1 - ratio));
        long longest = (long) (delayMs * (1 + ratio));
        List<Delivery> retries = journal.from("jittered-g-retry");
        assertThat(retries).hasSize(JITTERED_RECORDS).allSatisfy(retry -> {
            Delivery failed = journal.of(retry.value()).get(0);
            assertThat(retry.dueAtMs()).isBetween(failed.atMs() + shortest, retry.writtenAtMs() + longest);
        });
        assertThat(retries)
                .extracting(retry ->
                        retry.dueAtMs() - journal.of(retry.value()).get(0).atMs())
                .anyMatch(waited -> waited > delayMs)
                .anyMatch(waited -> waited < delayMs);
    }

    static class Listeners {

        private final Journal journal;

        Listeners(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "fixed", topics = "fixed", groupId = "g")
        @KafkaRetry(attempts = "3", delay = "120ms")
        void fixed(ConsumerRecord<String, String> record) throws Exception {
            fail(record);
        }

        @KafkaListener(id = "growing", topics = "growing", groupId = "g")
        @KafkaRetry(attempts = "5", delay = "50ms", multiplier = "3", maxDelay = "200ms")
        void growing(ConsumerRecord<String, String> record) throws Exception {
            fail(record);
        }

        @KafkaListener(id = "listed", topics = "listed", groupId = "g")
        @KafkaRetry(delays = {"100ms", "300ms", "200ms"})
        void listed(ConsumerRecord<String, String> record) throws Exception {
            fail(record);
        }

        @KafkaListener(id = "jittered", topics = "jittered", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "200ms", jitter = "0.5")
        void jittered(ConsumerRecord<String, String> record) throws Exception {
            fail(record);
        }

        private void fail(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                throw new IllegalStateException("no good");
            });
        }
    }

    private static final List<Class<?>> SPRINGS = List.of(FixedSpring.class, GrowingSpring.class, IndexedSpring.class);

    static class FixedSpring {

        private final Journal journal;

        FixedSpring(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "fixed", topics = "${main}-fixed", groupId = "sg")
        @RetryableTopic(attempts = "4", backOff = @BackOff(delay = 110))
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                throw new IllegalStateException("no good");
            });
        }

        @DltHandler
        void dead(ConsumerRecord<String, String> record) {
            journal.started(new ConsumerRecord<>(
                    record.topic(), record.partition(), record.offset(), record.key(), "dead " + record.value()));
        }
    }

    static class GrowingSpring {

        private final Journal journal;

        GrowingSpring(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "growing", topics = "${main}-growing", groupId = "sg")
        @RetryableTopic(attempts = "4", backOff = @BackOff(delay = 100, multiplier = 2, maxDelay = 300))
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                throw new IllegalStateException("no good");
            });
        }
    }

    static class IndexedSpring {

        private final Journal journal;

        IndexedSpring(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "indexed", topics = "${main}-indexed", groupId = "sg")
        @RetryableTopic(
                attempts = "3",
                backOff = @BackOff(delay = 60, multiplier = 2),
                retryTopicSuffix = "-again",
                dltTopicSuffix = "-dead",
                topicSuffixingStrategy = TopicSuffixingStrategy.SUFFIX_WITH_INDEX_VALUE)
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                throw new IllegalStateException("no good");
            });
        }
    }
}
