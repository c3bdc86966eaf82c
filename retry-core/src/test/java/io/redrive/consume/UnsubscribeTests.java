package io.redrive.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import io.redrive.classify.ExceptionClassifier;
import io.redrive.forward.Outcomes;
import io.redrive.header.ExceptionText;
import io.redrive.header.HeaderFormat;
import io.redrive.log.FailureLog;
import io.redrive.route.RetryRouter;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

class UnsubscribeTests {

    private static final RetryTopology TOPOLOGY = new RetryTopology(
            "listener",
            "group",
            new BackOffSchedule(List.of(Duration.ofSeconds(1))),
            Jitter.NONE,
            List.of(0),
            List.of(new TopicChain("main", List.of(new RetryTopic("retry", Duration.ofSeconds(1))), "dead")),
            TopicSettings.LIKE_MAIN_TOPIC);

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
            new Listening(
                    TOPOLOGY,
                    new RetryRouter(TOPOLOGY, new ExceptionClassifier(Set.of(), Set.of(), Set.of(), false), null),
                    forward -> {},
                    List.of(),
                    ExceptionText.MESSAGE,
                    HeaderFormat.STANDARD,
                    Limits.DEFAULT,
                    new HeldBytes(1 << 20),
                    new FailureLog("listener", clock, ZoneOffset.UTC),
                    clock,
                    new Random(1),
                    RetryEvents.NONE),
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
