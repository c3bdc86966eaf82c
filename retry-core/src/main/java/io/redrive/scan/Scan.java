package io.redrive.scan;

import io.redrive.census.Offsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** One pass over runs of offsets of a topic, within a budget. Used once, by one thread. */
final class Scan {

    private static final Duration LONGEST_POLL = Duration.ofMillis(200);

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final ScanBudget budget;
    private final InstantSource clock;
    private final Map<Integer, Offsets> left = new TreeMap<>();
    private long records;
    private long bytes;

    Scan(Consumer<byte[], byte[]> consumer, String topic, ScanBudget budget, InstantSource clock) {
        this.consumer = consumer;
        this.topic = topic;
        this.budget = budget;
        this.clock = clock;
    }

    /** Who is given what is read. */
    interface Reader {

        /** Takes a record, and says whether to read on after it. */
        boolean reads(ConsumerRecord<byte[], byte[]> record);

        /** Takes note that everything below an offset was deleted before it could be read. */
        default void deletedBelow(int partition, long begin) {}
    }

    /**
     * Reads.
     *
     * @param wanted what to read, by partition
     */
    Progress over(Map<Integer, Offsets> wanted, Reader reader) {
        long startedMs = clock.millis();
        left.putAll(wanted);
        assign();
        ScanEnd end = null;
        while (end == null) {
            long leftMs = budget.time().toMillis() - Math.max(0, clock.millis() - startedMs);
            if (open().isEmpty()) {
                end = ScanEnd.COMPLETE;
            } else if (leftMs <= 0) {
                end = ScanEnd.TIME;
            } else {
                end = read(poll(Duration.ofMillis(Math.min(leftMs, LONGEST_POLL.toMillis())), reader), reader);
            }
        }
        return new Progress(left, records, bytes, Duration.ofMillis(Math.max(0, clock.millis() - startedMs)), end);
    }

    private List<TopicPartition> open() {
        return left.entrySet().stream()
                .filter(each -> !each.getValue().isEmpty())
                .map(each -> new TopicPartition(topic, each.getKey()))
                .toList();
    }

    private void assign() {
        List<TopicPartition> open = open();
        consumer.assign(open);
        consumer.resume(open);
        open.forEach(each -> consumer.seek(each, offsets(each).from()));
    }

    private Offsets offsets(TopicPartition partition) {
        return left.getOrDefault(partition.partition(), new Offsets(0, 0));
    }

    private ConsumerRecords<byte[], byte[]> poll(Duration timeout, Reader reader) {
        try {
            return consumer.poll(timeout);
        } catch (OffsetOutOfRangeException deletedMeanwhile) {
            consumer.beginningOffsets(deletedMeanwhile.partitions()).forEach((partition, begin) -> {
                Offsets wanted = offsets(partition);
                left.put(partition.partition(), new Offsets(Math.max(begin, wanted.from()), wanted.to()));
                reader.deletedBelow(partition.partition(), begin);
            });
            assign();
            return ConsumerRecords.empty();
        }
    }

    private @Nullable ScanEnd read(ConsumerRecords<byte[], byte[]> polled, Reader reader) {
        for (TopicPartition partition : polled.partitions()) {
            long to = offsets(partition).to();
            for (ConsumerRecord<byte[], byte[]> record : polled.records(partition)) {
                if (record.offset() >= to) {
                    break;
                }
                records++;
                bytes += size(record);
                left.put(partition.partition(), new Offsets(record.offset() + 1, to));
                if (!reader.reads(record)) {
                    return ScanEnd.LIMIT;
                }
                if (records >= budget.records()) {
                    return ScanEnd.RECORDS;
                }
                if (bytes >= budget.bytes()) {
                    return ScanEnd.BYTES;
                }
            }
        }
        // Where there are no records but markers of transactions, or nothing any more, only the position tells.
        for (TopicPartition partition : open()) {
            Offsets wanted = offsets(partition);
            long next = Math.min(wanted.to(), consumer.position(partition));
            left.put(partition.partition(), new Offsets(Math.max(wanted.from(), next), wanted.to()));
            if (offsets(partition).isEmpty()) {
                consumer.pause(List.of(partition));
            }
        }
        return null;
    }

    private static long size(ConsumerRecord<byte[], byte[]> record) {
        long size = Math.max(0, record.serializedKeySize()) + (long) Math.max(0, record.serializedValueSize());
        for (Header header : record.headers()) {
            size += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return size;
    }
}
