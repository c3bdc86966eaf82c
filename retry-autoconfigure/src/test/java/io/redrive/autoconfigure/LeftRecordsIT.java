package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.redrive.KafkaRetry;
import io.redrive.admin.AbandonedRecords;
import io.redrive.admin.BrokerAccess;
import io.redrive.admin.TopicLook;
import io.redrive.admin.TopicProblem;
import io.redrive.admin.TopologyException;
import io.redrive.annotation.LeftListener;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;

@ExtendWith(OutputCaptureExtension.class)
class LeftRecordsIT {

    private static final InstantSource CLOCK = InstantSource.system();

    @Test
    void doesNotStartWhileRecordsWaitForAListenerThatWasTakenOff() {
        // given
        TestBroker.createTopic("behind", 1);
        TestBroker.createTopic("behind-g-retry-1", 1);
        TestBroker.createTopic("behind-g-retry-3", 2);
        TestBroker.createTopic("behind-g-dlt", 1);
        TestBroker.send("behind-g-retry-1", "one");
        TestBroker.send("behind-g-retry-1", "two");
        TestBroker.send("behind-g-retry-3", "three");
        TestBroker.send("behind-g-dlt", "dead");
        commit("g-retry", "behind-g-retry-1", 1);

        // when
        Throwable single = start(Annotated.class, "redrive.listeners.behind.enabled=false");
        Throwable all = start(Plain.class, "redrive.enabled=false", "redrive.listeners.behind.attempts=2");

        // then
        FailureAnalysis analysis = new TopologyFailureAnalyzer().analyze(single);
        assertThat(analysis).as("analysis of " + single).isNotNull();
        assertThat(analysis.getDescription()).isEqualTo("""
                        The topics of listener behind are wrong:
                          - behind-g-retry-1 holds up to 1 records that wait for listener behind, which has been taken off\
                         Redrive (redrive.listeners.behind.enabled=false): nobody would process them
                          - behind-g-retry-3 holds up to 1 records that wait for listener behind, which has been taken off\
                         Redrive (redrive.listeners.behind.enabled=false): nobody would process them""");
        assertThat(analysis.getAction())
                .isEqualTo(action("behind-g-retry-1", "redrive.listeners.behind.enabled=false") + "\n"
                        + action("behind-g-retry-3", "redrive.listeners.behind.enabled=false"));
        assertThat(((TopologyException) all.getCause()).problems())
                .containsExactly(
                        new TopicProblem(
                                "behind-g-retry-1",
                                "holds up to 1 records that wait for listener behind, which has been taken off Redrive"
                                        + " (redrive.enabled=false): nobody would process them",
                                action("behind-g-retry-1", "redrive.enabled=false")),
                        new TopicProblem(
                                "behind-g-retry-3",
                                "holds up to 1 records that wait for listener behind, which has been taken off Redrive"
                                        + " (redrive.enabled=false): nobody would process them",
                                action("behind-g-retry-3", "redrive.enabled=false")));
    }

    @Test
    void startsWhenNothingWaitsAndWhenTheListenerIsSpringsOwn() {
        // given
        TestBroker.createTopic("drained", 1);
        TestBroker.createTopic("drained-g-retry-1", 1);
        TestBroker.send("drained-g-retry-1", "one");
        commit("g-retry", "drained-g-retry-1", 1);
        TestBroker.createTopic("springs", 1);
        TestBroker.createTopic("springs-retry-0", 1);
        TestBroker.send("springs-retry-0", "one");

        // when
        Throwable thrown = start(Drained.class, "redrive.enabled=false", "redrive.listeners.plain.attempts=2");

        // then
        assertThat(thrown).isNull();
    }

    @Test
    void countsWhatNeitherLayoutHasReadAndFindsTheMainTopicsOfAPattern() {
        // given
        TestBroker.createTopic("counted-a", 1);
        TestBroker.createTopic("counted-a-g-retry-2", 1);
        for (int i = 0; i < 5; i++) {
            TestBroker.send("counted-a-g-retry-2", "waits");
        }
        commit("g-retry", "counted-a-g-retry-2", 1);
        commit("g-retry-2", "counted-a-g-retry-2", 3);

        // when
        TopologyException found = refused(List.of(), Pattern.compile("counted-.*"));

        // then
        assertThat(found.problems())
                .singleElement()
                .extracting(TopicProblem::what)
                .asString()
                .startsWith("holds up to 2 records");
        assertThat(refused(List.of("counted-b"), null)).isNull();
    }

    @Test
    void startsWithAWarningWhileNoBrokerAnswersAndTellsLater(CapturedOutput output) {
        // given
        TestBroker.createTopic("behind-later-g-retry-1", 1);
        TestBroker.send("behind-later-g-retry-1", "one");
        AtomicBoolean up = new AtomicBoolean();
        LeftRecordsCheck check = new LeftRecordsCheck(
                () -> List.of(new LeftListener(List.of(left(List.of("behind-later"), null)), List.of(), Map.of())),
                consumers -> consumers,
                unused -> new BrokerAccess("late:9092", () -> {
                    if (up.get()) {
                        return access().admins().get();
                    }
                    throw new KafkaException("no broker");
                }),
                CLOCK,
                Duration.ofMillis(100));

        // when
        assertThatCode(check::start).doesNotThrowAnyException();

        // then
        assertThat(output)
                .contains(
                        "Whether retry topics hold records of listener behind, which has been taken off Redrive, cannot be"
                                + " told, because the broker at late:9092 is not reachable; it is tried again");

        // when
        up.set(true);

        // then
        TestApp.eventually(() -> assertThat(output)
                .contains("ERROR")
                .contains("The topics of listener behind are wrong:")
                .contains(
                        "  - Topic behind-later-g-retry-1 holds up to 1 records that wait for listener behind, which has been"
                                + " taken off Redrive (redrive.enabled=false): nobody would process them. "
                                + action("behind-later-g-retry-1", "redrive.enabled=false")));
        check.stop();
    }

    @Test
    void warnsOfRecordsThatSpringWouldDeliverBeforeTheyAreDue(CapturedOutput output) {
        // given
        TestBroker.createTopic("long", 1);
        TestBroker.createTopic("long-retry-90000000", 1);
        TestBroker.createTopic("long-retry-180000000", 1);
        TestBroker.send("long-retry-90000000", "one");
        TestBroker.send("long-retry-90000000", "two");
        TestBroker.send("long-retry-180000000", "one");
        commit("long-retry-180000000", "long-retry-180000000", 1);

        // when
        Throwable all = start(LongWaiting.class, "redrive.enabled=false");
        Throwable single = start(LongWaiting.class, "redrive.listeners.long.enabled=false");

        // then
        assertThat(all).isNull();
        assertThat(single).isNull();
        for (String takenOffBy : List.of("redrive.enabled=false", "redrive.listeners.long.enabled=false")) {
            assertThat(output)
                    .contains(
                            "Topic long-retry-90000000 holds up to 2 records that wait for listener long, which has been"
                                    + " left to spring-kafka (" + takenOffBy
                                    + "): those of them that are due in more than 24 hours"
                                    + " are delivered at once by spring-kafka. Take " + takenOffBy
                                    + " back until they are due");
        }
        assertThat(output).doesNotContain("Topic long-retry-180000000 holds");
    }

    private static TopologyException refused(List<String> mainTopics, Pattern pattern) {
        return catchThrowableOfType(TopologyException.class, () -> {
            try (TopicLook look = new TopicLook(access(), CLOCK)) {
                AbandonedRecords.refuse(List.of(left(mainTopics, pattern)), look);
            }
        });
    }

    private static BrokerAccess access() {
        return BrokerAccess.of(Map.of("bootstrap.servers", TestBroker.address()));
    }

    private static AbandonedRecords left(List<String> mainTopics, Pattern pattern) {
        return new AbandonedRecords("behind", "g", mainTopics, pattern, "redrive.enabled=false");
    }

    private static String action(String topic, String property) {
        return "Take " + property + " back until the retry topics are empty, which GET /actuator/retrytopics tells. To"
                + " leave the records where they are instead, until their retention ends: kafka-consumer-groups.sh"
                + " --bootstrap-server <broker> --group g-retry --topic " + topic
                + " --reset-offsets --to-latest --execute";
    }

    private static void commit(String group, String topic, long offset) {
        TestBroker.await(TestBroker.admin()
                .alterConsumerGroupOffsets(group, Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset)))
                .all());
    }

    private static Throwable start(Class<?> listener, String... properties) {
        return catchThrowable(
                () -> TestApp.builder(List.of(listener), properties).run().close());
    }

    static class LongWaiting {

        @KafkaListener(id = "long", topics = "long", autoStartup = "false")
        @RetryableTopic(backOff = @BackOff(delay = 90_000_000, multiplier = 2))
        void listen(String value) {}
    }

    static class Annotated {

        @KafkaListener(id = "behind", topics = "behind", groupId = "g")
        @KafkaRetry
        void listen(String value) {}
    }

    static class Plain {

        @KafkaListener(id = "behind", topics = "behind", groupId = "g")
        void listen(String value) {}
    }

    static class Drained {

        @KafkaListener(id = "drained", topics = "drained", groupId = "g", autoStartup = "false")
        @KafkaRetry
        void listen(String value) {}

        @KafkaListener(id = "plain", topics = "drained", groupId = "g", autoStartup = "false")
        void plain(String value) {}

        @KafkaListener(id = "springs", topics = "springs", groupId = "g", autoStartup = "false")
        @RetryableTopic
        void springs(String value) {}
    }
}
