package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import io.redrive.autoconfigure.Journal.Delivery;
import io.redrive.autoconfigure.Journal.Place;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.kafka.annotation.KafkaListener;

@ExtendWith(OutputCaptureExtension.class)
class TooLargeIT {

    private static final String FITS_WITHOUT_DIAGNOSTICS = "shed".repeat(2_250);
    private static final String FITS_THE_DEAD_LETTER_TOPIC_ONLY = "dead".repeat(5_000);
    private static final String FITS_NOWHERE = "park".repeat(20_000);

    @Test
    void shedsDiagnosticsThenDeadLettersThenParksWhatTheNextTopicRefusesForItsSize(CapturedOutput output) {
        // given
        TestBroker.createTopic("large", 1, Map.of("max.message.bytes", "100000"));
        TestBroker.createTopic("large-g-retry-1", 1, Map.of("max.message.bytes", "10000"));
        TestBroker.createTopic("large-g-dlt", 1, Map.of("max.message.bytes", "30000"));
        Place parked = new Place("g", "large", 0, 3);
        try (TestApp app = TestApp.start(Listener.class)) {
            // when
            List.of(
                            "good before",
                            FITS_WITHOUT_DIAGNOSTICS,
                            FITS_THE_DEAD_LETTER_TOPIC_ONLY,
                            FITS_NOWHERE,
                            "good behind")
                    .forEach(value -> TestBroker.send("large", value));

            // then
            TestApp.eventually(() -> {
                assertThat(TestBroker.count("large-g-retry-1")).isEqualTo(1);
                assertThat(TestBroker.count("large-g-dlt")).isEqualTo(2);
                assertThat(app.journal().hasEnded("good behind")).isTrue();
                assertThat(output).contains("is parked");
            });
            ConsumerRecord<byte[], byte[]> shed = TestBroker.readOnly("large-g-retry-1");
            assertThat(shed.value()).isEqualTo(RetryHeaders.bytes(FITS_WITHOUT_DIAGNOSTICS));
            assertThat(shed.headers().lastHeader(RetryHeaders.MESSAGE)).isNull();
            assertThat(RetryHeaders.text(shed.headers(), RetryHeaders.CAUSE))
                    .isEqualTo(IllegalStateException.class.getName());
            assertThat(TestBroker.readAll("large-g-dlt"))
                    .filteredOn(
                            dead -> Arrays.equals(dead.value(), RetryHeaders.bytes(FITS_THE_DEAD_LETTER_TOPIC_ONLY)))
                    .singleElement()
                    .satisfies(dead -> assertThat(RetryHeaders.text(dead.headers(), RetryHeaders.REASON))
                            .isEqualTo("too-large"));
            assertThat(output).contains("ERROR").contains("large-0@3 is parked");
            app.verifyExcept(parked, new Place("g", "large", 0, 4));
        }
        assertThat(TestBroker.committed("g", "large")).containsValue(3L);
        try (TestApp restarted = TestApp.start(Listener.class)) {
            TestBroker.send("large", "good again");
            TestApp.eventually(
                    () -> assertThat(restarted.journal().hasEnded("good again")).isTrue());
            assertThat(restarted.journal().all())
                    .extracting(Delivery::value)
                    .containsExactlyInAnyOrder(FITS_NOWHERE, "good again");
        }
    }

    static class Listener {

        private final Journal journal;

        Listener(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "large", topics = "large", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "50ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                if (!record.value().startsWith("good")) {
                    throw new IllegalStateException("long ".repeat(500));
                }
            });
        }
    }
}
