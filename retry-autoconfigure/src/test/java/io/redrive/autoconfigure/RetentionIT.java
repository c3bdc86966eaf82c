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

    private static final TopicPartition WAITING = new TopicPartition("brief-brief-retry-1", 0);

    @Test
    void tellsOfRecordsThatWereDeletedWhileNobodyRanAlthoughNoneComesAfterThem() {
        // given
        TestBroker.createTopic("brief", 1);
        try (TestApp app = TestApp.start(Brief.class)) {
            TestBroker.send("brief", "one");
            TestBroker.send("brief", "two");
            TestApp.eventually(() -> {
                assertThat(TestBroker.count(WAITING.topic())).isEqualTo(2);
                assertThat(TestBroker.committed("brief-retry", WAITING.topic())).containsEntry(WAITING, 0L);
            });
            assertThat(deleted(app)).isZero();
        }

        // when
        // As the broker does by retention.
        TestBroker.await(TestBroker.admin()
                .deleteRecords(Map.of(WAITING, RecordsToDelete.beforeOffset(2)))
                .all());

        // then
        try (TestApp app = TestApp.start(Brief.class)) {
            TestApp.eventually(() -> {
                assertThat(deleted(app)).isEqualTo(2);
                assertThat(TestBroker.committed("brief-retry", WAITING.topic())).containsEntry(WAITING, 2L);
            });
            assertThat(app.bean(RedriveHealthIndicator.class).health().toString())
                    .contains(
                            "UP", "Up to 2 records of " + WAITING.topic() + " were deleted before they were delivered");
        }
    }

    private static double deleted(TestApp app) {
        return app.bean(MeterRegistry.class)
                .get("redrive.deleted")
                .tag("listener", "brief")
                .counter()
                .count();
    }

    static class Brief {

        private final Journal journal;

        Brief(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "brief", topics = "brief", groupId = "brief")
        @KafkaRetry(attempts = "2", delay = "10m")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                throw new IllegalStateException("not yet");
            });
        }
    }
}
