package io.redrive.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redrive.census.Census;
import io.redrive.census.Offsets;
import io.redrive.census.Present;
import io.redrive.census.Resolutions;
import io.redrive.deadletter.DeadLetter;
import io.redrive.deadletter.DeadLetterAddress;
import io.redrive.deadletter.DeadLetterFilter;
import io.redrive.header.ApplicationFrames;
import io.redrive.header.DeadLetterReader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScanTests {

    private static final ScanBudget AMPLE = new ScanBudget(1_000, 1 << 20, Duration.ofSeconds(10));

    private long nowMs;
    private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    private final LoggedConsumer consumer = new LoggedConsumer();
    private final DeadLetterScans scans = new DeadLetterScans(
            new ScanConsumers(() -> consumer), new DeadLetterReader(ApplicationFrames.GUESSED), new InstantSource() {
                @Override
                public Instant instant() {
                    return Instant.ofEpochMilli(nowMs);
                }
            });

    /** Fetches again what it is seeked to, which the mock does not. */
    private final class LoggedConsumer extends MockConsumer<byte[], byte[]> {

        LoggedConsumer() {
            super("none");
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            nowMs += 10;
            log.stream()
                    .filter(each -> assignment().contains(partition(each))
                            && !paused().contains(partition(each))
                            && each.offset() >= position(partition(each)))
                    .forEach(this::addRecord);
            return super.poll(timeout);
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
            // As the real one does.
            times.values().forEach(each -> assertThat(each).isNotNegative());
            Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
            times.forEach((partition, time) -> log.stream()
                    .filter(each -> partition(each).equals(partition) && each.timestamp() >= time)
                    .findFirst()
                    .ifPresent(each -> found.put(partition, new OffsetAndTimestamp(each.offset(), each.timestamp()))));
            return found;
        }

        private TopicPartition partition(ConsumerRecord<?, ?> record) {
            return new TopicPartition(record.topic(), record.partition());
        }
    }

    @Test
    void findsWhatMatchesPageByPageAndNothingTwice() {
        // given
        write(0, 0, 30);
        write(1, 0, 30);
        DeadLetterFilter even = DeadLetterFilter.of(Map.of("text", "even"));

        // when
        List<DeadLetterAddress> found = new ArrayList<>();
        String cursor = null;
        int pages = 0;
        do {
            Page page = browse("dlt", even, cursor, 7, AMPLE);
            page.letters().stream().map(DeadLetter::address).forEach(found::add);
            cursor = page.cursor();
            pages++;
        } while (!cursor.isEmpty());

        // then
        assertThat(pages).isEqualTo(5);
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 60)
                        .filter(i -> i % 2 == 0)
                        .mapToObj(i -> new DeadLetterAddress("dlt", i / 30, i % 30))
                        .toList());
    }

    @Test
    void stopsWhereItsBudgetEndsAndGoesOnThere() {
        // given
        write(0, 0, 25);
        DeadLetterFilter none = DeadLetterFilter.of(Map.of("key", "nobody"));

        // when
        Page first = browse("dlt", none, null, 7, new ScanBudget(10, 1 << 20, Duration.ofSeconds(10)));

        // then
        assertThat(first.letters()).isEmpty();
        assertThat(first.progress().end()).isEqualTo(ScanEnd.RECORDS);
        assertThat(first.progress().records()).isEqualTo(10);
        assertThat(first.progress().left()).containsExactly(Map.entry(0, new Offsets(10, 25)));

        // when
        Page second = browse("dlt", none, first.cursor(), 7, AMPLE);

        // then
        assertThat(second.progress().records()).isEqualTo(15);
        assertThat(second.progress().end()).isEqualTo(ScanEnd.COMPLETE);
        assertThat(second.cursor()).isEmpty();
    }

    @Test
    void stopsAfterItsBytesAndAfterItsTime() {
        // given
        write(0, 0, 25);

        // then
        Progress bytes = browse(
                        "dlt",
                        DeadLetterFilter.everything(),
                        null,
                        500,
                        new ScanBudget(1_000, 20, Duration.ofSeconds(10)))
                .progress();
        assertThat(bytes.end()).isEqualTo(ScanEnd.BYTES);
        assertThat(bytes.bytes()).isBetween(20L, 30L);
        end(0, 100);
        Progress time = browse(
                        "dlt",
                        DeadLetterFilter.everything(),
                        null,
                        500,
                        new ScanBudget(1_000, 1 << 20, Duration.ofMillis(100)))
                .progress();
        assertThat(time.end()).as("offset 25 never comes").isEqualTo(ScanEnd.TIME);
        assertThat(time.elapsed()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void readsOnlyWhatTheFilterIsAbout() {
        // given
        write(0, 0, 30);
        write(1, 0, 30);

        // when
        Page page = browse(
                "dlt",
                DeadLetterFilter.of(Map.of("partition", "1", "fromOffset", "10", "toOffset", "15")),
                null,
                500,
                AMPLE);

        // then
        assertThat(page.letters())
                .extracting(letter -> letter.address().id())
                .containsExactly("1:10", "1:11", "1:12", "1:13", "1:14");
        assertThat(page.progress().records()).isEqualTo(5);
    }

    @Test
    void doesNotReadWhatIsAddedAfterTheFirstPage() {
        // given
        write(0, 0, 10);
        Page first = browse("dlt", DeadLetterFilter.everything(), null, 5, AMPLE);

        // when
        write(0, 10, 20);
        Page second = browse("dlt", DeadLetterFilter.everything(), first.cursor(), 50, AMPLE);

        // then
        assertThat(second.letters()).hasSize(5);
        assertThat(second.cursor()).isEmpty();
    }

    @Test
    void refusesCursorsOfOtherQueries() {
        // given
        write(0, 0, 10);
        String cursor =
                browse("dlt", DeadLetterFilter.everything(), null, 5, AMPLE).cursor();

        // then
        assertThat(ScanCursor.read(cursor, "dlt", DeadLetterFilter.everything()).left())
                .containsExactly(Map.entry(0, new Offsets(5, 10)));
        for (String wrong : List.of("", "x", "AAAA", cursor.substring(0, cursor.length() - 1), cursor + "A")) {
            assertThatIllegalArgumentException()
                    .as(wrong)
                    .isThrownBy(() -> browse("dlt", DeadLetterFilter.everything(), wrong, 5, AMPLE));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> browse("dlt", DeadLetterFilter.of(Map.of("partition", "0")), cursor, 5, AMPLE));
    }

    @Test
    void doesNotFindByWhatIsNotShown() {
        // given
        write(0, 0, 10);
        DeadLetterFilter even = DeadLetterFilter.of(Map.of("text", "even"));

        // when
        Page page = scans.browse("dlt", new Query(even, ScanTests::withoutPayload, null, 2), AMPLE);

        // then
        assertThat(page.letters()).isEmpty();
        assertThat(page.progress().end()).as("stops for nothing that was found").isEqualTo(ScanEnd.COMPLETE);
    }

    private static DeadLetter withoutPayload(DeadLetter letter) {
        return new DeadLetter(
                letter.address(),
                letter.timestamp(),
                new DeadLetter.Payload(null, null, List.of(), letter.origin()),
                letter.failure());
    }

    @Test
    void doesNotTakeARecordThatTookTooLongForOneThatIsNotThere() {
        // given
        write(0, 0, 10);
        end(0, 100);

        // then
        assertThatThrownBy(() -> scans.read(
                        new DeadLetterAddress("dlt", 0, 50), new ScanBudget(10, 1 << 20, Duration.ofMillis(100))))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("0:50");
    }

    @Test
    void readsOneRecord() {
        // given
        write(0, 3, 10);

        // then
        DeadLetter letter = scans.read(new DeadLetterAddress("dlt", 0, 5), AMPLE);
        assertThat(letter).isNotNull();
        assertThat(letter.address().id()).isEqualTo("0:5");
        assertThat(scans.read(new DeadLetterAddress("dlt", 0, 2), AMPLE)).isNull();
        assertThat(scans.read(new DeadLetterAddress("dlt", 0, 10), AMPLE)).isNull();
        assertThat(scans.read(new DeadLetterAddress("dlt", 7, 5), AMPLE)).isNull();
    }

    @Test
    void passesThroughATopicInSeveralCalls() {
        // given
        write(0, 0, 10);
        List<Long> seen = new ArrayList<>();
        String cursor = null;

        // when
        do {
            Page page = scans.pass(
                    "dlt",
                    new Pass(
                            DeadLetterFilter.everything(),
                            wanted -> Map.of(0, new Offsets(2, wanted.get(0).to())),
                            cursor),
                    new ScanBudget(3, 1 << 20, Duration.ofSeconds(10)),
                    record -> seen.add(record.offset()));
            cursor = page.cursor();
        } while (!cursor.isEmpty());

        // then
        assertThat(seen).containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void readsFromTheBeginningWhenThatIsLaterThanAskedFor() {
        // given
        write(0, 0, 3);

        // when
        Page page = browse("dlt", DeadLetterFilter.of(Map.of("from", "1900-01-01T00:00:00Z")), null, 10, AMPLE);

        // then
        assertThat(page.letters()).hasSize(3);
    }

    @Test
    void countsAsLostWhatIsDeletedBeforeItWasReached() {
        // given
        write(0, 0, 30);
        Census census = new Census("dlt", Resolutions.NONE);
        Map<Integer, Offsets> uncounted = census.exist(new Present(1, "id", Map.of(0, new Offsets(0, 30))));

        // when
        log.removeIf(each -> each.offset() < 20);
        consumer.updateBeginningOffsets(Map.of(new TopicPartition("dlt", 0), 20L));
        scans.count(census, uncounted, AMPLE);

        // then
        assertThat(census.report().unresolved()).isEqualTo(10);
        assertThat(census.report().lost()).isEqualTo(20);
    }

    private Page browse(String topic, DeadLetterFilter filter, @Nullable String cursor, int limit, ScanBudget budget) {
        return scans.browse(topic, new Query(filter, letter -> letter, cursor, limit), budget);
    }

    private void write(int partition, int from, int to) {
        for (int offset = from; offset < to; offset++) {
            log.add(new ConsumerRecord<>(
                    "dlt",
                    partition,
                    offset,
                    offset,
                    TimestampType.CREATE_TIME,
                    1,
                    4,
                    "k".getBytes(UTF_8),
                    (offset % 2 == 0 ? "even" : "odd!").getBytes(UTF_8),
                    new RecordHeaders(),
                    Optional.empty()));
        }
        TopicPartition written = new TopicPartition("dlt", partition);
        if (from == 0 || log.stream().noneMatch(each -> each.partition() == partition && each.offset() < from)) {
            consumer.updateBeginningOffsets(Map.of(written, (long) from));
        }
        end(partition, to);
    }

    private void end(int partition, long end) {
        consumer.updateEndOffsets(Map.of(new TopicPartition("dlt", partition), end));
        int partitions = log.stream().mapToInt(ConsumerRecord::partition).max().orElse(0) + 1;
        consumer.updatePartitions(
                "dlt",
                IntStream.range(0, partitions)
                        .mapToObj(i -> new PartitionInfo("dlt", i, Node.noNode(), new Node[0], new Node[0]))
                        .toList());
    }
}
