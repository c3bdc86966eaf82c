package io.redrive.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.log.CapturedLog;
import io.redrive.log.QuietLog;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Brokers that are away for hours, in no time. */
class LongOutageTests {

    private static final int HOURS = 12;
    private static final int FORWARDS = 200;
    private static final long DELIVERY_TIMEOUT_MS = 30_000;
    private static final int MOST_SENDS_PER_FORWARD_AND_HOUR = 125;
    private static final int MOST_LINES_PER_HOUR = 60;

    private final ManualScheduler scheduler = new ManualScheduler();
    private final Outcomes outcomes = new Outcomes(nanos -> {});
    private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
    private long nowMs = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private final InstantSource clock = () -> Instant.ofEpochMilli(nowMs);
    private final KafkaForwarder forwarder = new KafkaForwarder(this::producer, scheduler, new QuietLog(clock), clock);

    @Test
    void anOutageOfHoursCostsFewSendsAndFewLinesAndEndsByItself() {
        try (CapturedLog captured = new CapturedLog(KafkaForwarder.class.getName())) {
            // given
            forwarder.open("retry");
            List<Forward> forwards = new ArrayList<>();
            for (int i = 0; i < FORWARDS; i++) {
                forwards.add(forward("record " + i));
            }
            forwards.forEach(forwarder::forward);

            // when
            long sends = 0;
            for (long passed = 0; passed < HOURS * 3_600_000L; passed += DELIVERY_TIMEOUT_MS) {
                pass(DELIVERY_TIMEOUT_MS);
                sends += fail();
            }

            // then
            System.out.printf(
                    "%d hours: %.1f sends per forward and hour, %.1f lines per minute%n",
                    HOURS,
                    (double) sends / FORWARDS / HOURS,
                    (double) captured.events().size() / HOURS / 60);
            assertThat(producers).hasSize(1);
            assertThat(sends / FORWARDS / HOURS).isBetween(50L, (long) MOST_SENDS_PER_FORWARD_AND_HOUR);
            assertThat(captured.events()).isNotEmpty().hasSizeLessThanOrEqualTo(MOST_LINES_PER_HOUR * HOURS);
            assertThat(forwarder.failing()).containsOnlyKeys("retry");
            assertThat(drain())
                    .containsOnlyKeys(forwards.toArray(Forward[]::new))
                    .allSatisfy((forward, told) ->
                            assertThat(told).hasSize(1).hasOnlyElementsOfType(Outcome.Failing.class));

            // when
            pass(10_000);
            int last = producers.get(0).history().size();
            while (producers.get(0).completeNext()) {
                // They arrive.
            }

            // then
            assertThat(last).isEqualTo(FORWARDS);
            assertThat(drain())
                    .containsOnlyKeys(forwards.toArray(Forward[]::new))
                    .allSatisfy((forward, told) ->
                            assertThat(told).hasSize(1).hasOnlyElementsOfType(Outcome.Acknowledged.class));
            assertThat(forwarder.failing()).isEmpty();
            assertThat(scheduler.size()).isZero();
        }
    }

    private void pass(long millis) {
        for (long passed = 0; passed < millis; passed += 100) {
            nowMs += 100;
            scheduler.advance(100);
        }
    }

    private int fail() {
        int failed = 0;
        while (producers.get(0).errorNext(new TimeoutException("no acknowledgement in time"))) {
            failed++;
        }
        producers.get(0).clear();
        return failed;
    }

    private Map<Forward, List<Outcome>> drain() {
        Map<Forward, List<Outcome>> byForward = new HashMap<>();
        for (@Nullable Outcome outcome = outcomes.poll(); outcome != null; outcome = outcomes.poll()) {
            byForward
                    .computeIfAbsent(((Outcome.OfForward) outcome).forward(), unused -> new ArrayList<>())
                    .add(outcome);
        }
        return byForward;
    }

    private Forward forward(String value) {
        return new Forward(outcomes, new ProducerRecord<>("retry", 0, null, value.getBytes(UTF_8))) {};
    }

    private MockProducer<byte[], byte[]> producer() {
        Node node = new Node(0, "localhost", 1);
        Cluster cluster = new Cluster(
                "cluster",
                List.of(node),
                List.of(new PartitionInfo("retry", 0, node, new Node[] {node}, new Node[] {node})),
                java.util.Set.of(),
                java.util.Set.of());
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(cluster, false, null, new ByteArraySerializer(), new ByteArraySerializer());
        producers.add(producer);
        return producer;
    }
}
