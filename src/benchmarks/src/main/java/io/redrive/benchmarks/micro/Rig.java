package io.redrive.benchmarks.micro;

import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import io.redrive.classify.ExceptionClassifier;
import io.redrive.consume.HeldBytes;
import io.redrive.consume.Interceptors;
import io.redrive.consume.Limits;
import io.redrive.consume.Listening;
import io.redrive.consume.PayloadDeserializer;
import io.redrive.consume.PollBounds;
import io.redrive.consume.RetryConsumer;
import io.redrive.consume.RetryEvents;
import io.redrive.consume.TopicRole;
import io.redrive.forward.Forward;
import io.redrive.forward.Outcome;
import io.redrive.forward.Outcomes;
import io.redrive.header.ExceptionText;
import io.redrive.header.HeaderFormat;
import io.redrive.log.FailureLog;
import io.redrive.route.RetryRouter;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A consumer of the engine between a consumer that costs nothing and a producer that acknowledges at once. */
final class Rig {

    static final String MAIN_TOPIC = "orders";
    static final String RETRY_TOPIC = "orders-settlement-retry-1";
    static final Duration DELAY = Duration.ofSeconds(1);
    static final RetryTopology TOPOLOGY = new RetryTopology(
            "settlement",
            "settlement",
            new BackOffSchedule(List.of(DELAY)),
            Jitter.NONE,
            List.of(0),
            List.of(new TopicChain(MAIN_TOPIC, List.of(new RetryTopic(RETRY_TOPIC, DELAY)), "orders-settlement-dlt")),
            TopicSettings.LIKE_MAIN_TOPIC);

    final FedConsumer inner = new FedConsumer();
    final RetryConsumer<String, String> consumer;
    private long nowMs;

    Rig(TopicRole role, Collection<TopicPartition> partitions, int maxRecords) {
        InstantSource clock = new InstantSource() {
            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(nowMs);
            }

            @Override
            public long millis() {
                return nowMs;
            }
        };
        var listening = new Listening(
                TOPOLOGY,
                router(),
                Rig::acknowledge,
                List.of(),
                ExceptionText.MESSAGE,
                HeaderFormat.COMPACT,
                Limits.DEFAULT,
                new HeldBytes(1L << 30),
                new FailureLog("settlement", clock, ZoneOffset.UTC),
                clock,
                new Random(1),
                RetryEvents.NONE);
        consumer = new RetryConsumer<>(
                inner,
                new PayloadDeserializer<>(new StringDeserializer(), new StringDeserializer()),
                new Interceptors<>(List.of()),
                listening,
                role,
                new PollBounds(maxRecords, 300_000),
                new Outcomes());
        inner.updateBeginningOffsets(
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> 0L)));
        consumer.assign(partitions);
    }

    static RetryRouter router() {
        return new RetryRouter(TOPOLOGY, new ExceptionClassifier(Set.of(), Set.of(), Set.of(), false), null);
    }

    /** Moves the clock. */
    void pass(Duration time) {
        nowMs += time.toMillis();
    }

    long nowMs() {
        return nowMs;
    }

    private static void acknowledge(Forward forward) {
        forward.outcomes().add(new Outcome.Acknowledged(forward));
    }
}
