package io.redrive.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import io.redrive.classify.ExceptionClassifier;
import io.redrive.forward.Outcomes;
import io.redrive.header.ControlHeaders;
import io.redrive.header.ExceptionText;
import io.redrive.header.HeaderFormat;
import io.redrive.header.Origin;
import io.redrive.header.RetryHeaderCodec;
import io.redrive.log.FailureLog;
import io.redrive.route.RetryRouter;
import io.redrive.schedule.OverdueRate;
import io.redrive.topic.LiveTopics;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

class EvictionsTests {

    private static final Duration DELAY = Duration.ofMinutes(1);
    private static final RetryTopology TOPOLOGY = new RetryTopology(
            "listener",
            "group",
            new BackOffSchedule(List.of(DELAY)),
            Jitter.NONE,
            List.of(0),
            List.of(new TopicChain("main", List.of(new RetryTopic("retry", DELAY)), "dead")),
            TopicSettings.LIKE_MAIN_TOPIC);
    private static final long START = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    private final Holdings holdings = new Holdings();
    private final Log log = new Log();
    private final Map<String, Long> deliveredAt = new HashMap<>();
    private long nowMs = START;
    private long mostHeld;

    @Test
    void whatWaitsStaysWithinTheBoundHoweverLargeRecordsAre() {
        int limit = 1 << 20;
        RetryConsumer<byte[], byte[]> consumer = consumer(limit, 0, 50);
        for (int partition = 0; partition < 50; partition++) {
            for (int i = 0; i < 3; i++) {
                log.add(partition, START + 10_000 + i * 2_000L + partition * 7L, 200_000);
            }
        }

        run(consumer, 20_000);

        assertThat(deliveredAt).hasSize(150);
        assertThat(mostHeld).isPositive().isLessThanOrEqualTo(limit);
        assertThat(log.fetched).as("records fetched").isLessThan(150 * 8);
    }

    @Test
    void oneRecordIsKeptHoweverLittleFits() {
        RetryConsumer<byte[], byte[]> consumer = consumer(1, 0, 1);
        log.add(0, START + 1_000, 100_000);
        log.add(0, START + 1_001, 100_000);

        run(consumer, 2_000);

        assertThat(deliveredAt).hasSize(2).containsEntry("0/0", START + 1_000).containsEntry("0/1", START + 1_001);
    }

    @Test
    void aLargeRecordBehindASmallOneIsNotFetchedAgainAndAgain() {
        RetryConsumer<byte[], byte[]> consumer = consumer(1, 0, 1);
        log.add(0, START + 10_000, 100);
        log.add(0, START + 11_000, 300_000);

        run(consumer, 12_000);

        assertThat(deliveredAt).containsEntry("0/0", START + 10_000).containsEntry("0/1", START + 11_000);
        assertThat(log.fetched).as("records fetched").isLessThan(10);
    }

    @Test
    void whatIsDueIsDeliveredThoughMemoryIsFullOfWhatIsNot() {
        int limit = 1 << 20;
        RetryConsumer<byte[], byte[]> consumer = consumer(limit, 0, 20);
        for (int partition = 0; partition < 19; partition++) {
            log.add(partition, START + 60_000, 300_000);
        }
        run(consumer, 100);
        log.add(19, START + 5_000, 300_000);

        run(consumer, 10_000);

        assertThat(deliveredAt).containsOnlyKeys("19/0").containsValue(START + 5_000);
        assertThat(mostHeld).isLessThanOrEqualTo(limit);
    }

    @Test
    void overdueRecordsThatAreHeldBackStayWithinTheBoundAndAllComeFromEveryPartition() {
        int limit = 1 << 20;
        RetryConsumer<byte[], byte[]> consumer = consumer(limit, 10, 40);
        for (int partition = 0; partition < 40; partition++) {
            for (int i = 0; i < 5; i++) {
                log.add(partition, START - 3_600_000 + i, 100_000);
            }
        }

        run(consumer, 30_000);

        assertThat(deliveredAt).hasSize(200);
        assertThat(mostHeld).isLessThanOrEqualTo(limit);
        assertThat(log.fetched).as("records fetched").isLessThan(200 * 10);
    }

    /** Whatever waits in however many partitions: all arrives, once, in time, and within the bound. */
    @Test
    void nothingIsLostOrLateWhateverIsGivenUp() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            int partitions = 1 + random.nextInt(30);
            int limit = random.nextInt(2 << 20);
            nowMs = START;
            mostHeld = 0;
            log.clear();
            deliveredAt.clear();
            RetryConsumer<byte[], byte[]> consumer = consumer(limit, 0, partitions);
            Map<String, Long> expected = new HashMap<>();
            int largest = 0;
            for (int i = random.nextInt(100); i > 0; i--) {
                int partition = random.nextInt(partitions);
                long due = START + 3_000 + random.nextInt(30_000);
                int bytes = random.nextInt(random.nextBoolean() ? 1_000 : 300_000);
                largest = Math.max(largest, bytes);
                expected.put(log.add(partition, due, bytes), due);
            }

            run(consumer, 60_000);

            String at = "seed " + seed;
            assertThat(deliveredAt).as(at).containsOnlyKeys(expected.keySet());
            deliveredAt.forEach(
                    (place, when) -> assertThat(when).as(at + " " + place).isGreaterThanOrEqualTo(expected.get(place)));
            assertThat(mostHeld).as(at).isLessThanOrEqualTo(Math.max(limit, Math.max(64 << 10, largest) + 2_000));
            consumer.close();
        }
    }

    /** Whatever is given up while records are given back: each is done once. */
    @Test
    void nothingIsDoneTwiceThatIsGivenBackWhileMemoryIsGivenUp() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            nowMs = START;
            log.clear();
            RetryConsumer<byte[], byte[]> consumer = consumer(100_000 + random.nextInt(400_000), 0, 6);
            for (int i = 0; i < 150; i++) {
                // Half of it is due for long, in any order.
                long due = START + (random.nextBoolean() ? -random.nextInt(60_000) : random.nextInt(60_000));
                log.add(random.nextInt(6), due, random.nextInt(60_000));
            }
            Map<String, Integer> done = new HashMap<>();
            long end = nowMs + 3_600_000;
            while (nowMs < end && done.size() < 150) {
                List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
                consumer.poll(Duration.ofMillis(100)).forEach(batch::add);
                batch.forEach(consumer.deliveries()::begins);
                nowMs += log.waited;
                if (batch.isEmpty()) {
                    continue;
                }
                nowMs += random.nextInt(3_000);
                int what = random.nextInt(4);
                if (what == 0) {
                    consumer.deliveries().deliverAgain(batch);
                } else if (what == 1 && batch.size() > 1) {
                    RuntimeException failure = new IllegalStateException("somewhere in it");
                    consumer.deliveries().failing(batch, BatchFailure.unknown(batch.size(), failure));
                    consumer.deliveries().failed(batch, failure);
                } else {
                    batch.forEach(record -> {
                        done.merge(record.partition() + "/" + record.offset(), 1, Integer::sum);
                        consumer.deliveries().ended(record);
                    });
                    consumer.commitAsync();
                }
            }
            assertThat(done)
                    .as("seed " + seed)
                    .hasSize(150)
                    .allSatisfy(
                            (place, times) -> assertThat(times).as("%s", place).isEqualTo(1));
            consumer.close();
        }
    }

    private RetryConsumer<byte[], byte[]> consumer(int heldBytes, int overdueRate, int partitions) {
        InstantSource clock = () -> Instant.ofEpochMilli(nowMs);
        log.open();
        RetryConsumer<byte[], byte[]> consumer = new RetryConsumer<>(
                log.consumer,
                new PayloadDeserializer<>(new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                new Interceptors<>(List.of()),
                new Listening(
                        TOPOLOGY,
                        new RetryRouter(TOPOLOGY, new ExceptionClassifier(Set.of(), Set.of(), Set.of(), false), null),
                        forward -> {},
                        RetriesInPlace.NONE,
                        ExceptionText.MESSAGE,
                        HeaderFormat.STANDARD,
                        Limits.DEFAULT,
                        new HeldBytes(heldBytes),
                        new FailureLog("listener", clock, ZoneOffset.UTC),
                        clock,
                        new Random(1),
                        RetryEvents.NONE,
                        new LiveTopics(TOPOLOGY.chains()),
                        Instruments.NONE,
                        holdings,
                        new OverdueRate(overdueRate),
                        Safeguards.NONE),
                TopicRole.RETRY,
                new PollBounds(500, 300_000),
                new Outcomes());
        List<TopicPartition> ids = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            ids.add(new TopicPartition("retry", i));
        }
        ids.forEach(each -> log.consumer.updateBeginningOffsets(Map.of(each, 0L)));
        consumer.assign(ids);
        return consumer;
    }

    private void run(RetryConsumer<byte[], byte[]> consumer, long millis) {
        long end = nowMs + millis;
        int atOnce = 0;
        while (nowMs < end) {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofMillis(Math.min(100, end - nowMs)));
            polled.forEach(record -> {
                assertThat(deliveredAt.put(record.partition() + "/" + record.offset(), nowMs))
                        .as("delivered once")
                        .isNull();
                consumer.deliveries().ended(record);
            });
            consumer.commitAsync();
            mostHeld = Math.max(
                    mostHeld,
                    consumer.assignment.all().stream()
                            .mapToLong(partition -> partition.kept.bytes())
                            .sum());
            atOnce = polled.isEmpty() && log.waited == 0 ? atOnce + 1 : 0;
            assertThat(atOnce).as("polls in a row for nothing").isLessThan(200);
            nowMs += log.waited;
        }
    }

    /** A topic whose records can be fetched again, a few per partition at a time. */
    private static final class Log {

        private static final int AT_ONCE = 2;

        private final Map<TopicPartition, List<ConsumerRecord<ByteBuffer, ByteBuffer>>> records = new HashMap<>();
        private MockConsumer<ByteBuffer, ByteBuffer> consumer;
        private int fetched;
        private int lastFetch;
        private long waited;

        void open() {
            consumer = new MockConsumer<>("earliest") {
                @Override
                public synchronized ConsumerRecords<ByteBuffer, ByteBuffer> poll(Duration timeout) {
                    super.poll(timeout);
                    ConsumerRecords<ByteBuffer, ByteBuffer> found = fetch();
                    lastFetch = found.count();
                    fetched += lastFetch;
                    waited = lastFetch > 0 ? 0 : timeout.toMillis();
                    return found;
                }
            };
        }

        void clear() {
            records.clear();
        }

        String add(int partition, long dueAtMs, int bytes) {
            TopicPartition id = new TopicPartition("retry", partition);
            List<ConsumerRecord<ByteBuffer, ByteBuffer>> log = records.computeIfAbsent(id, unused -> new ArrayList<>());
            long writtenAt = dueAtMs - DELAY.toMillis();
            RecordHeaders headers = new RecordHeaders();
            RetryHeaderCodec.encode(
                            new RecordHeaders(),
                            new ControlHeaders.Valid(2, dueAtMs, writtenAt),
                            new Origin("main", partition, log.size(), writtenAt, TimestampType.CREATE_TIME),
                            "group",
                            null,
                            null,
                            writtenAt)
                    .forEach(headers::add);
            log.add(new ConsumerRecord<>(
                    "retry",
                    partition,
                    log.size(),
                    writtenAt,
                    TimestampType.CREATE_TIME,
                    0,
                    bytes,
                    null,
                    ByteBuffer.wrap(new byte[bytes]),
                    headers,
                    Optional.empty()));
            return partition + "/" + (log.size() - 1);
        }

        private ConsumerRecords<ByteBuffer, ByteBuffer> fetch() {
            Map<TopicPartition, List<ConsumerRecord<ByteBuffer, ByteBuffer>>> found = new HashMap<>();
            Set<TopicPartition> paused = consumer.paused();
            for (TopicPartition id : consumer.assignment()) {
                List<ConsumerRecord<ByteBuffer, ByteBuffer>> log = records.getOrDefault(id, List.of());
                int from = (int) consumer.position(id);
                if (!paused.contains(id) && from < log.size()) {
                    List<ConsumerRecord<ByteBuffer, ByteBuffer>> some =
                            log.subList(from, Math.min(log.size(), from + AT_ONCE));
                    found.put(id, List.copyOf(some));
                    consumer.seek(id, from + some.size());
                }
            }
            return new ConsumerRecords<>(found, Map.of());
        }
    }
}
