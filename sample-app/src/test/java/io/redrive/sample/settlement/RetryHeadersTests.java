package io.redrive.sample.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.sample.story.Delivery;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class RetryHeadersTests {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:01.251Z");

    @Test
    void withoutHeadersItIsTheFirstAttempt() {
        assertThat(RetryHeaders.delivery(new RecordHeaders(), NOW)).isEqualTo(new Delivery(1, null, NOW));
    }

    @Test
    void readsAttemptAndDueTime() {
        Instant dueAt = Instant.parse("2026-11-21T12:00:01.250Z");
        RecordHeaders headers = new RecordHeaders();
        headers.add("retry_topic-attempts", new byte[] {0, 0, 0, 3});
        headers.add(
                "retry_topic-backoff-timestamp",
                BigInteger.valueOf(dueAt.toEpochMilli()).toByteArray());

        Delivery delivery = RetryHeaders.delivery(headers, NOW);

        assertThat(delivery).isEqualTo(new Delivery(3, dueAt, NOW));
        assertThat(delivery.lateness()).isEqualTo(Duration.ofMillis(1));
    }
}
