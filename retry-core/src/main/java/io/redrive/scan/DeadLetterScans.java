package io.redrive.scan;

import io.redrive.census.Census;
import io.redrive.census.Offsets;
import io.redrive.deadletter.DeadLetter;
import io.redrive.deadletter.DeadLetterAddress;
import io.redrive.deadletter.DeadLetterFilter;
import io.redrive.header.DeadLetterReader;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads dead-letter topics of one cluster. Each call reads within its budget, on the caller's thread; all throw a
 * {@link org.apache.kafka.common.KafkaException} when the brokers do not answer or refuse. Thread-safe.
 */
public final class DeadLetterScans {

    private final ScanConsumers consumers;
    private final DeadLetterReader reader;
    private final InstantSource clock;

    /** Creates scans with the consumers of a cluster. */
    public DeadLetterScans(ScanConsumers consumers, DeadLetterReader reader, InstantSource clock) {
        this.consumers = consumers;
        this.reader = reader;
        this.clock = clock;
    }

    /**
     * Returns a page of the dead letters that are wanted.
     *
     * @throws IllegalArgumentException when the cursor is none of this query
     */
    public Page browse(String topic, Query query, ScanBudget budget) {
        DeadLetterFilter filter = query.filter();
        String cursor = query.cursor();
        ScanCursor begun = cursor == null ? null : ScanCursor.read(cursor, topic, filter);
        return consumers.with(consumer -> {
            Map<Integer, Offsets> wanted =
                    begun == null ? begin(consumer, topic, filter) : still(consumer, topic, begun.left());
            List<DeadLetter> found = new ArrayList<>();
            Progress progress = new Scan(consumer, topic, budget, clock).over(wanted, record -> {
                DeadLetter letter = reader.read(record);
                if (query.wants(letter)) {
                    found.add(letter);
                }
                return found.size() < query.limit();
            });
            found.sort(Comparator.comparing(DeadLetter::timestamp).thenComparing(DeadLetter::address));
            return new Page(found, new ScanCursor(progress.left()).written(topic, filter), progress);
        });
    }

    /**
     * Returns one dead letter, or null when it is not there, or not any more.
     *
     * @throws TimeoutException when the budget of time was spent before that was known
     */
    public @Nullable DeadLetter read(DeadLetterAddress address, ScanBudget budget) {
        return consumers.with(consumer -> {
            Map<Integer, Offsets> present = present(consumer, address.topic());
            Offsets offsets = present.get(address.partition());
            if (offsets == null || address.offset() < offsets.from() || address.offset() >= offsets.to()) {
                return null;
            }
            List<DeadLetter> found = new ArrayList<>();
            Progress progress = new Scan(consumer, address.topic(), budget, clock)
                    .over(Map.of(address.partition(), new Offsets(address.offset(), address.offset() + 1)), record -> {
                        found.add(reader.read(record));
                        return false;
                    });
            if (found.isEmpty() && progress.end() == ScanEnd.TIME) {
                throw new TimeoutException("record " + address.id() + " was not read within " + budget.time());
            }
            return found.isEmpty() ? null : found.get(0);
        });
    }

    /**
     * Counts what a census has not counted yet, as far as the budget goes. Nobody else may use the census to count meanwhile.
     *
     * @param uncounted what {@link Census#exist} has returned
     */
    public Progress count(Census census, Map<Integer, Offsets> uncounted, ScanBudget budget) {
        return consumers.with(consumer -> {
            Progress progress = new Scan(consumer, census.topic(), budget, clock).over(uncounted, new Scan.Reader() {
                @Override
                public boolean reads(ConsumerRecord<byte[], byte[]> record) {
                    census.count(
                            record.partition(), record.offset(), record.timestamp(), reader.cause(record.headers()));
                    return true;
                }

                @Override
                public void deletedBelow(int partition, long begin) {
                    census.deletedBelow(partition, begin);
                }
            });
            progress.left().forEach((partition, left) -> census.readTo(partition, left.from()));
            return progress;
        });
    }

    /** Returns where the partitions of a topic begin and end for who reads committed data. */
    public Map<Integer, Offsets> present(String topic) {
        return consumers.with(consumer -> present(consumer, topic));
    }

    /** Returns the offsets among which the records are, of those that are there by now, that can match a filter. */
    public Map<Integer, Offsets> wanted(String topic, DeadLetterFilter filter) {
        return consumers.with(consumer -> begin(consumer, topic, filter));
    }

    /**
     * Reads records as they are.
     *
     * @param wanted which, by partition
     * @param goesOn is given each record, and says whether to read on after it
     */
    public Progress read(
            String topic,
            Map<Integer, Offsets> wanted,
            ScanBudget budget,
            Predicate<ConsumerRecord<byte[], byte[]>> goesOn) {
        return consumers.with(consumer -> new Scan(consumer, topic, budget, clock).over(wanted, goesOn::test));
    }

    /**
     * Reads records as they are, from where an earlier call has stopped.
     *
     * @param goesOn is given each record, and says whether to read on after it
     * @return a page without letters
     * @throws IllegalArgumentException when the cursor is none of this pass
     */
    public Page pass(String topic, Pass pass, ScanBudget budget, Predicate<ConsumerRecord<byte[], byte[]>> goesOn) {
        DeadLetterFilter filter = pass.filter();
        String cursor = pass.cursor();
        ScanCursor begun = cursor == null ? null : ScanCursor.read(cursor, topic, filter);
        return consumers.with(consumer -> {
            Map<Integer, Offsets> wanted = begun == null
                    ? pass.narrowed().apply(begin(consumer, topic, filter))
                    : still(consumer, topic, begun.left());
            Progress progress = new Scan(consumer, topic, budget, clock).over(wanted, goesOn::test);
            return new Page(List.of(), new ScanCursor(progress.left()).written(topic, filter), progress);
        });
    }

    private static Map<Integer, Offsets> begin(
            Consumer<byte[], byte[]> consumer, String topic, DeadLetterFilter filter) {
        Map<Integer, Offsets> wanted = new TreeMap<>();
        Map<TopicPartition, Long> times = new HashMap<>();
        Instant from = filter.from();
        present(consumer, topic).forEach((number, offsets) -> {
            Integer only = filter.partition();
            if (only == null || only.equals(number)) {
                wanted.put(
                        number,
                        new Offsets(
                                Math.max(offsets.from(), filter.fromOffset()),
                                Math.min(offsets.to(), filter.toOffset())));
                if (from != null) {
                    times.put(new TopicPartition(topic, number), Math.max(0, from.toEpochMilli()));
                }
            }
        });
        if (!times.isEmpty()) {
            consumer.offsetsForTimes(times).forEach((partition, found) -> startAt(wanted, partition, found));
        }
        return wanted;
    }

    private static void startAt(
            Map<Integer, Offsets> wanted, TopicPartition partition, @Nullable OffsetAndTimestamp found) {
        wanted.computeIfPresent(
                partition.partition(),
                (number, offsets) -> new Offsets(
                        found == null ? offsets.to() : Math.max(offsets.from(), found.offset()), offsets.to()));
    }

    /** What was deleted since the first page is not there to be read. */
    private static Map<Integer, Offsets> still(
            Consumer<byte[], byte[]> consumer, String topic, Map<Integer, Offsets> left) {
        Map<Integer, Offsets> present = present(consumer, topic);
        Map<Integer, Offsets> still = new TreeMap<>();
        left.forEach((number, offsets) -> {
            Offsets there = present.get(number);
            if (there != null) {
                still.put(
                        number,
                        new Offsets(Math.max(offsets.from(), there.from()), Math.min(offsets.to(), there.to())));
            }
        });
        return still;
    }

    private static Map<Integer, Offsets> present(Consumer<byte[], byte[]> consumer, String topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new UnknownTopicOrPartitionException("There is no topic " + topic);
        }
        // Of partitions that are not assigned the client warns when it is told where they end.
        consumer.assign(partitions);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<Integer, Offsets> present = new TreeMap<>();
        for (TopicPartition each : partitions) {
            present.put(each.partition(), new Offsets(begins.getOrDefault(each, 0L), ends.getOrDefault(each, 0L)));
        }
        return present;
    }
}
