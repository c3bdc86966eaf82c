package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.annotation.KafkaListener;

class RewoundLogIT {

    @Test
    void deliversTheRecordsOfALogThatEndsBeforeTheCommittedOffset() {
        // given
        TestBroker.createTopic("anew", 1);
        try (TestApp app = TestApp.start(Anew.class)) {
            IntStream.range(0, 20).forEach(i -> TestBroker.send("anew", "old " + i));
            TestApp.eventually(() -> assertThat(app.journal().all()).hasSize(20));
        }
        // As after the topic was made anew, or its log was truncated.
        TestBroker.await(TestBroker.admin()
                .alterConsumerGroupOffsets(
                        "rewound", Map.of(new TopicPartition("anew", 0), new OffsetAndMetadata(1_000)))
                .all());
        IntStream.range(0, 5).forEach(i -> TestBroker.send("anew", "new " + i));

        // when
        try (TestApp app = TestApp.start(Anew.class)) {
            // then
            TestApp.eventually(() -> assertThat(app.journal().all())
                    .extracting(Journal.Delivery::value)
                    .contains("new 0", "new 1", "new 2", "new 3", "new 4"));
        }
    }

    static class Anew {

        private final Journal journal;

        Anew(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "anew", topics = "anew", groupId = "rewound")
        @KafkaRetry
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {});
        }
    }
}
