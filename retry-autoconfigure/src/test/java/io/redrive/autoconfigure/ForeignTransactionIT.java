package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.redrive.KafkaRetry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.annotation.KafkaListener;

/** Somebody else writes to a retry topic in transactions, as an application did before it was moved here. */
class ForeignTransactionIT {

    private static final TopicPartition RETRY = new TopicPartition("crossed-crossed-retry-1", 0);

    @Test
    void deliversNothingOfWhatWasAbortedAndTakesNoEndOfATransactionForADeletedRecord() {
        // given
        TestBroker.createTopic("crossed", 1);
        try (TestApp app = TestApp.start(Crossed.class);
                KafkaProducer<byte[], byte[]> foreign = new KafkaProducer<>(
                        Map.of("bootstrap.servers", TestBroker.address(), "transactional.id", "foreign"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            TestBroker.send("crossed", "before");
            TestApp.eventually(() -> assertThat(retried(app)).isEqualTo(1));

            // when
            foreign.initTransactions();
            foreign.beginTransaction();
            TestBroker.await(foreign.send(new ProducerRecord<>(RETRY.topic(), 0, null, bytes("aborted"))));
            TestBroker.send("crossed", "meanwhile");
            TestApp.eventually(() -> assertThat(TestBroker.count(RETRY.topic())).isEqualTo(3));
            foreign.abortTransaction();
            TestBroker.send("crossed", "after");

            // then
            TestApp.eventually(() -> assertThat(retried(app)).isEqualTo(3));
            foreign.beginTransaction();
            TestBroker.await(foreign.send(new ProducerRecord<>(RETRY.topic(), 0, null, bytes("aborted"))));
            foreign.abortTransaction();
            TestApp.eventually(() -> assertThat(TestBroker.committed("crossed-retry", RETRY.topic()))
                    .containsEntry(RETRY, TestBroker.count(RETRY.topic())));
            assertThat(app.bean(MeterRegistry.class)
                            .get("redrive.deleted")
                            .counter()
                            .count())
                    .isZero();
            assertThat(app.journal().all()).hasSize(6);
        }
    }

    private static long retried(TestApp app) {
        return app.journal().all().stream().filter(each -> each.attempt() == 2).count();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static class Crossed {

        private final Journal journal;

        Crossed(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "crossed", topics = "crossed", groupId = "crossed")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                if (RetryHeaders.attempt(record.headers(), 1) == 1) {
                    throw new IllegalStateException("not yet");
                }
            });
        }
    }
}
