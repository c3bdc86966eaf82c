package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.redrive.KafkaRetry;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;

class TopicPatternIT {

    private static TestApp app;

    @BeforeAll
    static void startWithSomeOfTheTopics() {
        TestBroker.createTopic("pattern-early", 2);
        TestBroker.createTopic("pattern-listed", 1);
        app = TestApp.start(
                List.of(Listeners.class, SpringListener.class),
                "spring.kafka.consumer.properties.metadata.max.age.ms=300");
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void retriesTheRecordsOfTopicsThatMatchAtTheStart() {
        // when
        TestBroker.send("pattern-early", "early bad");
        TestBroker.send("pattern-early", "early good");

        // then
        verifyRetried("pattern-early", "early bad");
        TestApp.eventually(
                () -> assertThat(app.journal().of("matching", "early good")).hasSize(1));
    }

    @Test
    void retriesTheRecordsOfTopicsThatAppearLater() {
        // when
        TestBroker.createTopic("pattern-late", 2);
        TestBroker.send("pattern-late", "late bad");
        TestBroker.send("pattern-late", "late good");

        // then
        verifyRetried("pattern-late", "late bad");
        TestApp.eventually(
                () -> assertThat(app.journal().of("matching", "late good")).hasSize(1));
    }

    @Test
    void retriesThemAgainAfterTheirTopicWasDeletedAndMadeAnew() {
        // given
        TestBroker.createTopic("pattern-anew", 1);
        TestBroker.send("pattern-anew", "good");
        TestApp.eventually(() -> assertThat(app.journal().from("pattern-anew")).hasSizeGreaterThanOrEqualTo(1));
        TestBroker.await(
                TestBroker.admin().deleteTopics(List.of("pattern-anew")).all());
        TestApp.eventually(() -> assertThat(app.container("matching").getAssignedPartitions())
                .noneMatch(each -> each.topic().equals("pattern-anew")));
        assertThat(TestBroker.topics()).doesNotContain("pattern-anew");

        // when
        TestBroker.createTopic("pattern-anew", 1);
        TestBroker.send("pattern-anew", "anew bad");

        // then
        verifyRetried("pattern-anew", "anew bad");
    }

    @Test
    void keepsTheTopicNamesOfSpringForItsAnnotation() {
        // when
        TestBroker.createTopic("vernal-late", 1);
        TestBroker.send("vernal-late", "springs bad");

        // then
        verifyDead("vernal-late-dlt");
        TestApp.eventually(() -> assertThat(app.journal().of("springs", "springs bad"))
                .extracting(each -> each.place().group(), each -> each.place().topic(), Journal.Delivery::attempt)
                .containsExactly(
                        tuple("springs", "vernal-late", 1),
                        tuple("springs-retry-100", "vernal-late-retry-100", 2),
                        tuple("springs-retry-200", "vernal-late-retry-200", 3),
                        tuple("springs-dlt", "vernal-late-dlt", 4)));
    }

    @Test
    void takesNoRetryOrDeadLetterTopicOfTheApplicationForAMainTopic() {
        // given
        TestBroker.send("pattern-listed", "listed bad");
        TestApp.eventually(
                () -> assertThat(TestBroker.count("pattern-listed-listed-dlt")).isEqualTo(1));

        // when
        TestBroker.createTopic("pattern-witness", 1);
        TestBroker.send("pattern-witness", "witness");

        // then
        TestApp.eventually(
                () -> assertThat(app.journal().of("matching", "witness")).hasSize(1));
        assertThat(app.container("matching").getAssignedPartitions())
                .extracting(TopicPartition::topic)
                .contains("pattern-early", "pattern-witness", "pattern-listed")
                .noneMatch(topic -> topic.contains("-retry-") || topic.endsWith("-dlt"));
        assertThat(TestBroker.topics()).noneMatch(topic -> topic.matches(".*(retry-\\d+|-dlt).*(retry-\\d+|-dlt)"));
    }

    private static void verifyDead(String topic) {
        TestApp.eventually(() -> {
            assertThat(TestBroker.topics()).contains(topic);
            assertThat(TestBroker.count(topic)).isEqualTo(1);
        });
    }

    private static void verifyRetried(String topic, String value) {
        verifyDead(topic + "-matching-dlt");
        assertThat(app.journal().of("matching", value))
                .extracting(each -> each.place().topic(), Journal.Delivery::attempt)
                .containsExactly(
                        tuple(topic, 1), tuple(topic + "-matching-retry-1", 2), tuple(topic + "-matching-retry-1", 3));
        assertThat(app.journal().early()).isEmpty();
        TestApp.eventually(() -> assertThat(TestBroker.committed("matching-retry", topic + "-matching-retry-1")
                        .values())
                .contains(2L));
    }

    static class Listeners {

        private final Journal journal;

        Listeners(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "matching", topicPattern = "pattern-.*")
        @KafkaRetry(attempts = "3", delay = "100ms")
        void matching(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(record);
        }

        @KafkaListener(id = "listed", topics = "pattern-listed")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void listed(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(record);
        }

        private void failOnBad(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                if (record.value().endsWith("bad")) {
                    throw new IllegalStateException("no good");
                }
            });
        }
    }

    static class SpringListener {

        private final Journal journal;

        SpringListener(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "springs", topicPattern = "vernal-.*")
        @RetryableTopic(attempts = "3", backOff = @BackOff(delay = 100, multiplier = 2))
        void springs(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                throw new IllegalStateException("no good");
            });
        }

        @DltHandler
        void dead(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {});
        }
    }
}
