package io.redrive.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.admin.TopicBacklog.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class BacklogCountTests {

    private static final Set<Reading> TOPIC = Set.of(new Reading("orders-retry-1", "orders-retry"));

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2030-01-01T00:00:00Z"));
    private final AtomicInteger clients = new AtomicInteger();
    private final BacklogCount count = new BacklogCount(
            new BrokerAccess("broker:9092", () -> {
                clients.incrementAndGet();
                throw new KafkaException("no such host");
            }),
            now::get);

    @Test
    void makesNoClientBeforeSomebodyLooks() {
        assertThat(clients).hasValue(0);
        assertThat(count.of(Set.of()).error()).isNull();
        assertThat(clients).hasValue(0);
    }

    @Test
    void tellsWhyNothingIsKnownAndAsksAgainAfterASecond() {
        // when
        Backlog first = count.of(TOPIC);
        now.updateAndGet(before -> before.plusMillis(999));
        Backlog again = count.of(Set.of(new Reading("payments-retry-1", null)));

        // then
        assertThat(first.error()).startsWith("The broker at broker:9092 gives no answer (");
        assertThat(first.topics()).isEmpty();
        assertThat(again).isSameAs(first);
        assertThat(clients).hasValue(1);

        // when
        now.updateAndGet(before -> before.plus(Duration.ofMillis(1)));
        count.of(TOPIC);

        // then
        assertThat(clients).hasValue(2);
    }

    @Test
    void asksAgainAfterTheClockWasSetBack() {
        // given
        count.of(TOPIC);

        // when
        now.updateAndGet(before -> before.minus(Duration.ofHours(1)));
        count.of(TOPIC);

        // then
        assertThat(clients).hasValue(2);
    }

    @Test
    void asksNobodyAfterItWasClosed() {
        count.close();

        assertThat(count.of(TOPIC).error()).contains("stopped");
        assertThat(clients).hasValue(0);
    }
}
