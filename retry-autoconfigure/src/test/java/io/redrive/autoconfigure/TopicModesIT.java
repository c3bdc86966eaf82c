package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.redrive.KafkaRetry;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.kafka.annotation.KafkaListener;

@ExtendWith(OutputCaptureExtension.class)
class TopicModesIT {

    @Test
    void verifyCreatesNothingAndSaysHowTheMissingTopicsAreCreated() {
        // given
        TestBroker.createTopic("modes", 3, Map.of("max.message.bytes", "2000000", "min.insync.replicas", "1"));
        TestBroker.createTopic("modes-g-dlt", 3, Map.of("max.message.bytes", "2065536", "cleanup.policy", "compact"));

        // when
        Throwable thrown = catchThrowable(() -> TestApp.builder(List.of(Listener.class), "redrive.topics.mode=verify")
                .run()
                .close());

        // then
        FailureAnalysis analysis = new TopologyFailureAnalyzer().analyze(thrown);
        assertThat(analysis).as("analysis of " + thrown).isNotNull();
        assertThat(analysis.getDescription()).isEqualTo("""
                        The topics of listener modes are wrong:
                          - modes-g-dlt is compacted (cleanup.policy=compact): of the records of one key only the last\
                         would be kept, and records without a key would be refused
                          - modes-g-retry-1 does not exist, and the application does not create topics\
                         (mode verify, or createTopics=false)""");
        assertThat(analysis.getAction()).isEqualTo("""
                        Set cleanup.policy=delete: kafka-configs.sh --bootstrap-server <broker> --alter --entity-type\
                         topics --entity-name modes-g-dlt --add-config cleanup.policy=delete
                        Create it: kafka-topics.sh --bootstrap-server <broker> --create --topic modes-g-retry-1\
                         --partitions 3 --replication-factor 1 --config cleanup.policy=delete --config\
                         max.message.bytes=2065536 --config message.timestamp.type=CreateTime --config\
                         min.insync.replicas=1 --config retention.bytes=-1 --config retention.ms=604800050; or have\
                         topics created by the application: redrive.topics.mode=create, and neither createTopics=false nor\
                         autoCreateTopics=false""");
        assertThat(TestBroker.topics()).doesNotContain("modes-g-retry-1");
    }

    @Test
    void noneStartsAtOnceAndHoldsWhatCannotBeForwardedUntilTheTopicsAreThere(CapturedOutput output) {
        // given
        TestBroker.createTopic("blind", 1);
        try (TestApp app = TestApp.start(List.of(Listener.class), "redrive.topics.mode=none", "topic=blind")) {
            // when
            TestBroker.send("blind", "bad");
            TestBroker.send("blind", "good");

            // then
            TestApp.eventually(() -> {
                assertThat(app.journal().hasEnded("good")).isTrue();
                assertThat(output).contains("Topic blind-g-retry-1 cannot be written");
            });
            assertThat(TestBroker.topics()).doesNotContain("blind-g-retry-1", "blind-g-dlt");

            // when
            TestBroker.createTopic("blind-g-retry-1", 1);
            TestBroker.createTopic("blind-g-dlt", 1);

            // then
            TestApp.eventually(() -> assertThat(TestBroker.count("blind-g-dlt")).isEqualTo(1));
            assertThat(app.journal().of("bad")).hasSize(2);
            app.verify();
        }
    }

    static class Listener {

        private final Journal journal;

        Listener(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "modes", topics = "${topic:modes}", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "50ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                if (record.value().startsWith("bad")) {
                    throw new IllegalStateException("no good");
                }
            });
        }
    }
}
