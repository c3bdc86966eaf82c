package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.retrytopic.DltStrategy;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.handler.annotation.Header;

class DeadLetterHandlerIT {

    @Test
    void showsADeadLetterThatItsHandlerFailsOnThreeTimesAndThenLeavesItWhereItIs() {
        // given
        TestBroker.createTopic("handled", 1);
        TestBroker.createTopic("springs-handled", 1);
        TestBroker.createTopic("strict", 1);
        try (TestApp app = TestApp.start(List.of(Handling.class, SpringsHandling.class, StrictlyHandling.class))) {
            // when
            for (String topic : List.of("handled", "springs-handled", "strict")) {
                List.of("hopeless", "fine", "fine too").forEach(value -> TestBroker.send(topic, value));
            }

            // then
            TestApp.eventually(() -> {
                assertCommitted("g-dlt", "handled-g-dlt");
                assertCommitted("sg-dlt", "springs-handled-dlt");
                assertCommitted("strict-dlt", "strict-dlt");
            });
            assertThat(app.bean(Handling.class).shown)
                    .containsExactlyInAnyOrder(
                            "hopeless from handled",
                            "fine from handled",
                            "fine too from handled",
                            "hopeless from handled",
                            "hopeless from handled");
            assertThat(app.bean(SpringsHandling.class).shown)
                    .containsExactlyInAnyOrder("hopeless", "fine", "fine too", "hopeless", "hopeless");
            assertThat(app.bean(StrictlyHandling.class).shown)
                    .containsExactlyInAnyOrder("hopeless", "fine", "fine too");
            assertThat(TestBroker.count("handled-g-dlt")).isEqualTo(3);
            assertThat(TestBroker.count("springs-handled-dlt")).isEqualTo(3);
            assertThat(TestBroker.count("strict-dlt")).isEqualTo(3);
            app.verify();
        }
    }

    private static void assertCommitted(String group, String topic) {
        assertThat(TestBroker.committed(group, topic)).containsValue(3L);
    }

    static class Handling {

        private final Journal journal;
        private final List<String> shown = new CopyOnWriteArrayList<>();

        Handling(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "handled", topics = "handled", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "50ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }

        @DltHandler
        void dead(String value, @Header(KafkaHeaders.ORIGINAL_TOPIC) String origin) {
            shown.add(value + " from " + origin);
            failOnHopeless(value);
        }
    }

    static class SpringsHandling {

        private final Journal journal;
        private final List<String> shown = new CopyOnWriteArrayList<>();

        SpringsHandling(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "springs-handled", topics = "springs-handled", groupId = "sg")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50))
        void listen(ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }

        @DltHandler
        void dead(ConsumerRecord<String, String> record) {
            shown.add(record.value());
            failOnHopeless(record.value());
        }
    }

    static class StrictlyHandling {

        private final Journal journal;
        private final List<String> shown = new CopyOnWriteArrayList<>();

        StrictlyHandling(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "strict", topics = "strict", groupId = "strict")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50), dltStrategy = DltStrategy.FAIL_ON_ERROR)
        void listen(ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }

        @DltHandler
        void dead(String value) {
            shown.add(value);
            failOnHopeless(value);
        }
    }

    private static void fail(Journal journal, ConsumerRecord<String, String> record) throws Exception {
        journal.deliver(record, () -> {
            throw new IllegalStateException("no good");
        });
    }

    private static void failOnHopeless(String value) {
        if (value.equals("hopeless")) {
            throw new IllegalStateException("no use");
        }
    }
}
