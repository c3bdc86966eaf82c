package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import io.redrive.autoconfigure.Journal.Delivery;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.annotation.KafkaListener;

class GroupsIT {

    @Test
    void keepsTheRetriesOfTwoGroupsOnOneTopicApart() {
        // given
        TestBroker.createTopic("groups", 2);
        try (TestApp app = TestApp.start(Listeners.class)) {
            // when
            TestBroker.send("groups", "bad for left");
            TestBroker.send("groups", "bad for right");
            TestBroker.send("groups", "good");

            // then
            TestApp.eventually(() -> {
                assertThat(TestBroker.count("groups-left-dlt")).isEqualTo(1);
                assertThat(TestBroker.count("groups-right-dlt")).isEqualTo(1);
            });
            app.watch().verifySettled();
            for (String group : new String[] {"left", "right"}) {
                assertThat(app.journal().of(group, "good")).hasSize(1);
                assertThat(app.journal().of(group, "bad for " + group))
                        .extracting(each -> each.place().topic())
                        .containsExactly("groups", "groups-" + group + "-retry-1", "groups-" + group + "-retry-1");
                assertThat(TestBroker.readOnly("groups-" + group + "-dlt").value())
                        .isEqualTo(RetryHeaders.bytes("bad for " + group));
                assertThat(RetryHeaders.text(
                                TestBroker.readOnly("groups-" + group + "-dlt").headers(), RetryHeaders.GROUP))
                        .isEqualTo(group);
            }
            assertThat(app.journal().of("left", "bad for right")).hasSize(1);
            assertThat(app.journal().of("right", "bad for left"))
                    .extracting(Delivery::attempt)
                    .containsExactly(1);
            app.verify();
        }
    }

    static class Listeners {

        private final Journal journal;

        Listeners(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "left", topics = "groups")
        @KafkaRetry(attempts = "3", delay = "100ms")
        void left(ConsumerRecord<String, String> record) throws Exception {
            failOn("bad for left", record);
        }

        @KafkaListener(id = "right", topics = "groups")
        @KafkaRetry(attempts = "3", delay = "100ms")
        void right(ConsumerRecord<String, String> record) throws Exception {
            failOn("bad for right", record);
        }

        private void failOn(String bad, ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                if (record.value().equals(bad)) {
                    throw new IllegalStateException("no good");
                }
            });
        }
    }
}
