package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.annotation.KafkaListener;

class GrownTopicIT {

    @Test
    void deliversWhatWaitsWhenItIsDueAndLosesNothingWhileTheMainTopicGrows() {
        // given
        TestBroker.createTopic("grown", 1);
        try (TestApp app = TestApp.start(Growing.class, "delay=3s")) {
            app.leaveUnread("growing-retry");
            send(0, "waiting bad");
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("grown-growing-retry-1")).isEqualTo(1));
            assertThat(app.journal().of("waiting bad")).hasSize(1);
        }
        grow(3);

        // when the application starts anew
        try (TestApp app = TestApp.start(
                Growing.class, "delay=200ms", "spring.kafka.consumer.properties.metadata.max.age.ms=300")) {
            send(2, "new bad");

            // then
            verifyDead(2);
            assertThat(TestBroker.ends(List.of("grown-growing-retry-1"))).hasSize(3);
            assertThat(app.journal().of("waiting bad"))
                    .extracting(Journal.Delivery::attempt)
                    .containsExactly(2);
            assertThat(app.journal().of("new bad"))
                    .extracting(each -> each.place().partition())
                    .containsExactly(2, 2);

            // when it grows while the application runs
            grow(5);
            send(3, "3 bad");
            send(4, "4 bad");

            // then
            verifyDead(4);
            app.verify();
        }
    }

    private static void verifyDead(int records) {
        TestApp.eventually(
                () -> assertThat(TestBroker.count("grown-growing-dlt")).isEqualTo(records));
    }

    private static void send(int partition, String value) {
        TestBroker.send(new ProducerRecord<>("grown", partition, null, RetryHeaders.bytes(value)));
    }

    private static void grow(int partitions) {
        TestBroker.await(TestBroker.admin()
                .createPartitions(Map.of("grown", NewPartitions.increaseTo(partitions)))
                .all());
    }

    static class Growing {

        private final Journal journal;

        Growing(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "growing", topics = "grown")
        @KafkaRetry(attempts = "2", delay = "${delay}")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                throw new IllegalStateException("no good");
            });
        }
    }
}
