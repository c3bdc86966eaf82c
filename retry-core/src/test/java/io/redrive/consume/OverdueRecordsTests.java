package io.redrive.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import io.redrive.classify.ExceptionClassifier;
import io.redrive.forward.Forward;
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
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverdueRecordsTests {

    private static final int PARTITIONS = 3;
    private static final Duration DELAY = Duration.ofSeconds(1);
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
    private final List<Forward> forwards = new ArrayList<>();
    private final Map<TopicPartition, Long> offsets = new HashMap<>();
    private final List<Delivered> delivered = new ArrayList<>();
    private long nowMs = START;
    private MockConsumer<ByteBuffer, ByteBuffer> inner;
    private RetryConsumer<String, String> consumer;
    private String topic;
    private long waitedMs;

    private record Delivered(long atMs, long dueAtMs, int partition, long offset) {

        boolean isOverdue() {
            return dueAtMs < atMs - OverdueRecords.TOLERANCE_MS;
        }
    }

    @Test
    void deliversOverdueRecordsNoFasterThanTheRateAndAllOfThem() {
        start(TopicRole.RETRY, 100);
        fill(0, 600, START - 3_600_000);

        run(5_000);
        assertThat(delivered).hasSizeBetween(480, 520);
        run(10_000);

        assertThat(delivered).hasSize(600);
        assertThat(perSecond()).allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(120));
    }

    @Test
    void holdsUpNothingThatIsOnTime() {
        start(TopicRole.RETRY, 10);
        fill(0, 200, START - 3_600_000);
        for (int i = 0; i < 100; i++) {
            add(0, START + i * 20L);
        }

        run(3_000);

        List<Delivered> onTime =
                delivered.stream().filter(each -> each.dueAtMs >= START).toList();
        assertThat(onTime).hasSize(100).allSatisfy(each -> assertThat(each.atMs).isEqualTo(each.dueAtMs));
    }

    @Test
    void holdsUpNothingThatIsLateByNoMoreThanTheTolerance() {
        start(TopicRole.RETRY, 1);
        fill(0, 300, START - OverdueRecords.TOLERANCE_MS);

        run(1);

        assertThat(delivered).hasSize(300);
    }

    @Test
    void takesOnePartitionAfterTheOther() {
        start(TopicRole.RETRY, 20);
        fill(0, 1_000, START - 7_200_000);
        fill(1, 10, START - 3_600_000);
        fill(2, 10, START - 60_000);

        run(2_000);

        assertThat(delivered).hasSizeLessThan(60);
        assertThat(delivered.stream().filter(each -> each.partition > 0)).hasSize(20);
    }

    @Test
    void tellsHowManyAreHeldBack() {
        start(TopicRole.RETRY, 10);
        fill(0, 100, START - 3_600_000);
        add(0, START + 60_000);

        run(1_100);

        Holding holding = holdings.all().get(0);
        assertThat(holding.records()).isBetween(85, 95);
        assertThat(holding.heldBack()).isEqualTo(holding.records() - 1);
        assertThat(holding.topics().get(0).due()).isEqualTo(holding.heldBack());
        assertThat(holding.topics().get(0).oldestDue()).isEqualTo(Instant.ofEpochMilli(START - 3_600_000));
    }

    @Test
    void boundsNothingUnlessItIsAskedTo() {
        start(TopicRole.RETRY, 0);
        fill(0, 400, START - 3_600_000);

        run(1);

        assertThat(delivered).hasSize(400);
        assertThat(holdings.all().get(0).heldBack()).isZero();
    }

    @Test
    void boundsNoDeadLetters() {
        start(TopicRole.DEAD_LETTER, 1);
        fill(0, 100, START - 3_600_000);

        run(1);

        assertThat(delivered).hasSize(100);
    }

    @Test
    void goesOnWhenTheClockIsSetBack() {
        start(TopicRole.RETRY, 10);
        fill(0, 100, START - 86_400_000);
        run(2_000);
        int before = delivered.size();

        nowMs -= 3_600_000;
        run(2_000);

        assertThat(delivered.size() - before).isBetween(17, 24);
    }

    /** What waits long is written anew from time to time; not when it has become due before that was noticed. */
    @ParameterizedTest
    @ValueSource(ints = {0, 100})
    void keepsTheOrderOfDueTimesWhenTheClockLeapsAhead(int rate) {
        start(TopicRole.RETRY, rate);
        add(0, START, START + minutes(90));
        add(0, START + minutes(20), START + minutes(75));
        run(1);

        nowMs = START + minutes(120);
        run(1_000);

        assertThat(delivered).extracting(Delivered::offset).containsExactly(1L, 0L);
        assertThat(forwards).isEmpty();
    }

    /** The loop of a container, in virtual time: as few polls as there is something to do. */
    @Test
    void pollsNoMoreOftenThanThereIsSomethingToDeliver() {
        start(TopicRole.RETRY, 10);
        fill(0, 1_000, START - 3_600_000);

        int polls = run(10_000);

        assertThat(polls).isLessThan(2 * delivered.size() + 20);
    }

    /** Whatever waits where: the bound holds, nothing on time is late, due order within a partition, and all arrives. */
    @Test
    void keepsItsPromisesWhateverWaits() {
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            int rate = new int[] {1, 5, 40, 500}[random.nextInt(4)];
            start(TopicRole.RETRY, rate);
            int overdue = 0;
            int last = 0;
            int records = random.nextInt(80);
            for (int i = 0; i < records; i++) {
                boolean late = random.nextBoolean();
                long due = late
                        ? START - OverdueRecords.TOLERANCE_MS - 1 - random.nextInt(100_000)
                        : START + random.nextInt(4_000);
                overdue += late ? 1 : 0;
                add(random.nextInt(PARTITIONS), due);
                last = i;
            }

            run(5_000 + 1_000L * (overdue + 1) / rate);

            String at = "seed " + seed + ", rate " + rate + ", last " + last;
            assertThat(delivered).as(at).hasSize(records);
            assertThat(delivered).as(at).allSatisfy(each -> {
                assertThat(each.atMs).isGreaterThanOrEqualTo(each.dueAtMs);
                assertThat(each.isOverdue() || each.atMs == each.dueAtMs)
                        .as("on time: %s", each)
                        .isTrue();
            });
            for (int partition = 0; partition < PARTITIONS; partition++) {
                int of = partition;
                assertThat(delivered.stream()
                                .filter(each -> each.partition == of && each.isOverdue())
                                .map(Delivered::dueAtMs))
                        .as(at)
                        .isSorted();
            }
            List<Long> times = delivered.stream()
                    .filter(Delivered::isOverdue)
                    .map(Delivered::atMs)
                    .toList();
            for (int i = 0; i < times.size(); i++) {
                for (int j = i; j < times.size(); j++) {
                    long most = rate * (times.get(j) - times.get(i)) / 1_000 + 2L * Math.max(1, rate / 10) + 1;
                    assertThat(j - i + 1L).as(at).isLessThanOrEqualTo(most);
                }
            }
        }
    }

    private void start(TopicRole role, int rate) {
        if (consumer != null) {
            consumer.close();
        }
        InstantSource clock = () -> Instant.ofEpochMilli(nowMs);
        inner = new MockConsumer<>("earliest") {
            @Override
            public synchronized ConsumerRecords<ByteBuffer, ByteBuffer> poll(Duration timeout) {
                ConsumerRecords<ByteBuffer, ByteBuffer> found = super.poll(timeout);
                waitedMs = found.isEmpty() ? timeout.toMillis() : 0;
                return found;
            }
        };
        nowMs = START;
        offsets.clear();
        delivered.clear();
        consumer = new RetryConsumer<>(
                inner,
                new PayloadDeserializer<>(new StringDeserializer(), new StringDeserializer()),
                new Interceptors<>(List.of()),
                new Listening(
                        TOPOLOGY,
                        new RetryRouter(TOPOLOGY, new ExceptionClassifier(Set.of(), Set.of(), Set.of(), false), null),
                        forwards::add,
                        RetriesInPlace.NONE,
                        ExceptionText.MESSAGE,
                        HeaderFormat.STANDARD,
                        Limits.DEFAULT,
                        new HeldBytes(64 << 20),
                        new FailureLog("listener", clock, ZoneOffset.UTC),
                        clock,
                        new Random(1),
                        RetryEvents.NONE,
                        new LiveTopics(TOPOLOGY.chains()),
                        Instruments.NONE,
                        holdings,
                        new OverdueRate(rate),
                        Safeguards.NONE),
                role,
                new PollBounds(500, 300_000),
                new Outcomes());
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = 0; i < PARTITIONS; i++) {
            partitions.add(new TopicPartition(role == TopicRole.RETRY ? "retry" : "dead", i));
        }
        partitions.forEach(each -> inner.updateBeginningOffsets(Map.of(each, 0L)));
        consumer.assign(partitions);
        topic = partitions.get(0).topic();
    }

    private void fill(int partition, int count, long dueAtMs) {
        for (int i = 0; i < count; i++) {
            add(partition, dueAtMs);
        }
    }

    private static long minutes(int minutes) {
        return Duration.ofMinutes(minutes).toMillis();
    }

    private void add(int partition, long dueAtMs) {
        add(partition, dueAtMs - DELAY.toMillis(), dueAtMs);
    }

    private void add(int partition, long writtenAt, long dueAtMs) {
        TopicPartition id = new TopicPartition(topic, partition);
        long offset = offsets.merge(id, 1L, Long::sum) - 1;
        RecordHeaders headers = new RecordHeaders();
        RetryHeaderCodec.encode(
                        new RecordHeaders(),
                        new ControlHeaders.Valid(2, dueAtMs, writtenAt),
                        new Origin("main", partition, offset, writtenAt, TimestampType.CREATE_TIME),
                        "group",
                        null,
                        null,
                        writtenAt)
                .forEach(headers::add);
        inner.addRecord(new ConsumerRecord<>(
                topic,
                partition,
                offset,
                writtenAt,
                TimestampType.CREATE_TIME,
                0,
                1,
                null,
                ByteBuffer.wrap(new byte[] {'v'}),
                headers,
                Optional.empty()));
    }

    /** Runs it for a time and returns how many polls that took; each waits as long as it wants to, and no longer. */
    private int run(long millis) {
        long end = nowMs + millis;
        int polls = 0;
        while (nowMs < end) {
            consumer.poll(Duration.ofMillis(end - nowMs)).forEach(record -> {
                delivered.add(new Delivered(
                        nowMs,
                        ((DeliveredRecord<?, ?>) (ConsumerRecord<?, ?>) record).raw.dueAtMs(),
                        record.partition(),
                        record.offset()));
                consumer.deliveries().ended(record);
            });
            consumer.commitAsync();
            polls++;
            nowMs += waitedMs;
        }
        return polls;
    }

    private List<Long> perSecond() {
        Map<Long, Long> counts = new HashMap<>();
        delivered.forEach(each -> counts.merge((each.atMs - START) / 1_000, 1L, Long::sum));
        return List.copyOf(counts.values());
    }
}
