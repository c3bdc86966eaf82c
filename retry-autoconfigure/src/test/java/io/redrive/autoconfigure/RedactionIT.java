package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.FailureRedaction;
import io.redrive.KafkaRetry;
import io.redrive.RetryContext;
import io.redrive.event.RecordDeadLettered;
import io.redrive.event.RecordForwarded;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.annotation.KafkaListener;

@ExtendWith(OutputCaptureExtension.class)
class RedactionIT {

    private static final String SECRET = "hush-4711";

    @Test
    void aSecretInAMessageComesToNoHeaderNoLogNoEventAndNoContext(CapturedOutput output) {
        // given
        TestBroker.createTopic("redacted", 1);
        try (TestApp app = TestApp.start(
                List.of(Listener.class, CardNumbers.class), "redrive.defaults.headers.stack-trace=true")) {
            // when
            TestBroker.send("redacted", "card 4012888888881881");

            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("redacted-g-dlt")).isEqualTo(1));
            String told = "cannot log in with password=***, card ****";
            for (String topic : List.of("redacted-g-retry-1", "redacted-g-dlt")) {
                ConsumerRecord<byte[], byte[]> forwarded = TestBroker.readOnly(topic);
                assertThat(RetryHeaders.text(forwarded.headers(), RetryHeaders.MESSAGE))
                        .isEqualTo(told);
                assertThat(RetryHeaders.text(forwarded.headers(), RetryHeaders.STACK_TRACE))
                        .contains(told, "https://joe:***@shop")
                        .doesNotContain(SECRET, "4012888888881881");
            }
            TestApp.eventually(() -> assertThat(app.bean(Listener.class).told).containsExactly(told, told, told));
            assertThat(output)
                    .contains("failed attempt 1 of 2", told, "is dead (attempts-exhausted)")
                    .doesNotContain(SECRET, "4012888888881881");
            app.verify();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class CardNumbers {

        @Bean
        FailureRedaction cardNumbers() {
            return text -> text.replaceAll("\\b\\d{13,19}\\b", "****");
        }
    }

    static class Listener {

        private final Journal journal;
        private final List<String> told = new CopyOnWriteArrayList<>();

        Listener(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "redacted", topics = "redacted", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "50ms")
        void listen(ConsumerRecord<String, String> record, RetryContext context) throws Exception {
            if (context.lastFailure() != null) {
                told.add(context.lastFailure().message());
            }
            journal.deliver(record, () -> {
                throw new IllegalStateException(
                        "cannot log in with password=" + SECRET + ", " + record.value(),
                        new IllegalArgumentException("https://joe:" + SECRET + "@shop"));
            });
        }

        @EventListener
        void forwarded(RecordForwarded event) {
            told.add(event.failure().message());
        }

        @EventListener
        void dead(RecordDeadLettered event) {
            told.add(event.failure().message());
        }
    }
}
