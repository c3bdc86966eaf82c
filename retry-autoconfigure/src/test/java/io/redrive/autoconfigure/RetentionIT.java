package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.redrive.KafkaRetry;
import java.util.Map;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.annotation.KafkaListener;

class RetentionIT {

    private static final TopicPartition WAITING = new TopicPartition("expiring-expiring-retry-1", 0);

    @Test
    void tellsOfRecordsThatWereDeletedWhileNobodyRanAlthoughNoneComesAfterThem() {
        // given
        TestBroker.createTopic("expiring", 1);
        try (TestApp app = TestApp.start(Expiring.class)) {
            TestBroker.send("expiring", "one");
            TestBroker.send("expiring", "two");
            TestApp.eventually(() -> {
                assertThat(TestBroker.count(WAITING.topic())).isEqualTo(2);
                assertThat(TestBroker.committed("expiring-retry", WAITING.topic()))
                        .containsEntry(WAITING, 0L);
            });
            assertThat(deleted(app)).isZero();
        }

        // when
        // As the broker does by retention.
        TestBroker.await(TestBroker.admin()
                .deleteRecords(Map.of(WAITING, RecordsToDelete.beforeOffset(2)))
                .all());

        // then
        try (TestApp app = TestApp.start(Expiring.class)) {
            TestApp.eventually(() -> {
                assertThat(deleted(app)).isEqualTo(2);
                assertThat(TestBroker.committed("expiring-retry", WAITING.topic()))
                        .containsEntry(WAITING, 2L);
            });
            assertThat(app.bean(RedriveHealthIndicator.class).health().toString())
                    .contains(
                            "UP", "Up to 2 records of " + WAITING.topic() + " were deleted before they were delivered");
        }
    }

    private static double deleted(TestApp app) {
        return app.bean(MeterRegistry.class)
                .get("redrive.deleted")
                .tag("listener", "expiring")
                .counter()
                .count();
    }

    static class Expiring {

        private final Journal journal;

        Expiring(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "expiring", topics = "expiring", groupId = "expiring")
        @KafkaRetry(attempts = "2", delay = "10m")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                throw new IllegalStateException("not yet");
            });
        }
    }
}
