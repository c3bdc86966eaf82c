package io.redrive.forward;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way to its next topic. Subclasses add what their consumer needs to know when it has arrived.
 *
 * <p>Belongs to the forwarder until its outcome is reported, to the consumer thread before and after.
 */
public abstract class Forward implements Callback {

    private static final int RECORD_OVERHEAD = 64;

    private final Outcomes outcomes;
    private final ProducerRecord<byte[], byte[]> record;
    private final int bytes;

    private @Nullable KafkaForwarder forwarder;
    int failures;

    /** Creates a forward whose outcome is reported to {@code outcomes}. */
    protected Forward(Outcomes outcomes, ProducerRecord<byte[], byte[]> record) {
        this.outcomes = outcomes;
        this.record = record;
        int size = RECORD_OVERHEAD + length(record.key()) + length(record.value());
        for (Header header : record.headers()) {
            size += header.key().length() + length(header.value());
        }
        this.bytes = size;
    }

    /** Returns what is written, with the partition it came from. */
    public final ProducerRecord<byte[], byte[]> record() {
        return record;
    }

    /**
     * Returns what is written to a topic with so many partitions: to the partition it came from, so that records of one key
     * stay together; where the topic has none of that number, to one chosen by a hash of the key.
     */
    public final ProducerRecord<byte[], byte[]> record(int partitions) {
        if (record.partition() < partitions) {
            return record;
        }
        byte[] key = record.key();
        int partition =
                key == null ? record.partition() % partitions : Utils.toPositive(Utils.murmur2(key)) % partitions;
        return new ProducerRecord<>(
                record.topic(), partition, record.timestamp(), key, record.value(), record.headers());
    }

    /** Returns the memory the record occupies, roughly. */
    public final int bytes() {
        return bytes;
    }

    /** Returns where the outcome is reported. */
    public final Outcomes outcomes() {
        return outcomes;
    }

    /** Called when it is acknowledged, on a thread of the producer. */
    protected void arrived() {}

    /** Called whenever it could not be sent and will be again; any thread. */
    protected void sendFailed(Exception failure) {}

    /** Called when it will not be sent again, because it was rejected or its forwarder has been closed; any thread. */
    protected void givenUp(@Nullable Exception failure) {}

    /** Whether its record is no longer this consumer's, so that it must not be sent any more; consumer thread only. */
    protected boolean isMoot() {
        return false;
    }

    final void under(KafkaForwarder by) {
        forwarder = by;
    }

    @Override
    public final void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
        KafkaForwarder by = forwarder;
        if (by == null) {
            throw new IllegalStateException("not under way: " + record.topic());
        }
        by.completed(this, failure);
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
