package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import io.redrive.autoconfigure.Journal.Delivery;
import io.redrive.autoconfigure.Journal.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.annotation.KafkaListener;

class OvertakingIT {

    private static final int COUNT = 100;

    @Test
    void letsHealthyRecordsPassThoseThatFailedBeforeThem() {
        // given
        TestBroker.createTopic("overtaking", 2);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        IntStream.range(0, COUNT).forEach(i -> records.add(record(0, "bad " + i)));
        IntStream.range(0, COUNT).forEach(i -> records.add(record(0, "good behind " + i)));
        IntStream.range(0, COUNT).forEach(i -> records.add(record(1, "good beside " + i)));
        try (TestApp app = TestApp.start(Listener.class)) {
            TestApp.eventually(() -> assertThat(app.container("overtaking").getAssignedPartitions())
                    .hasSize(2));
            long begun = Stalls.mark();

            // when
            TestBroker.sendAll(records);

            // then
            TestApp.eventually(() -> {
                assertThat(app.journal().all()).hasSize(3 * COUNT);
                assertThat(TestBroker.count("overtaking-g-retry-1")).isEqualTo(COUNT);
            });
            assertThat(app.journal().all()).extracting(Delivery::attempt).containsOnly(1);
            assertThat(app.journal().all())
                    .allSatisfy(each -> assertThat(each.atMs() - each.writtenAtMs())
                            .as("time from the producer to the listener of " + each)
                            .isLessThan(10_000 + Stalls.sinceMs(begun)));
            app.verifyExcept(IntStream.range(0, COUNT)
                    .mapToObj(offset -> new Place("g-retry", "overtaking-g-retry-1", 0, offset))
                    .toArray(Place[]::new));
        }
    }

    private static ProducerRecord<byte[], byte[]> record(int partition, String value) {
        return new ProducerRecord<>("overtaking", partition, null, RetryHeaders.bytes(value));
    }

    static class Listener {

        private final Journal journal;

        Listener(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "overtaking", topics = "overtaking", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "6h")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                if (record.value().startsWith("bad")) {
                    throw new IllegalStateException("no good");
                }
            });
        }
    }
}
