package io.redrive.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.forward.Outcomes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

class UnsubscribeTests {

    private final List<String> calls = new ArrayList<>();
    private final MockConsumer<ByteBuffer, ByteBuffer> inner = new MockConsumer<>("earliest") {
        @Override
        public synchronized void unsubscribe() {
            calls.add("unsubscribe");
            if (calls.size() == 1) {
                throw new WakeupException();
            }
            super.unsubscribe();
        }
    };
    private final InstantSource clock = InstantSource.fixed(Instant.EPOCH);
    private final RetryConsumer<String, String> consumer = new RetryConsumer<>(
            inner,
            new PayloadDeserializer<>(new StringDeserializer(), new StringDeserializer()),
            new Interceptors<>(List.of()),
            TestListening.of(clock, forward -> {}),
            TopicRole.MAIN,
            new PollBounds(500, 300_000),
            new Outcomes(nanos -> {}));

    @Test
    void leavesItsGroupAllTheSameWhenItIsWokenUpOnTheWayOut() {
        consumer.subscribe(List.of("main"));

        consumer.unsubscribe();

        assertThat(calls).hasSize(2);
        assertThat(inner.subscription()).isEmpty();
    }
}
