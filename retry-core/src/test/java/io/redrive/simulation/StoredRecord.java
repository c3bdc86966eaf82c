package io.redrive.simulation;

import io.redrive.header.HeaderNames;
import io.redrive.header.RetryHeaderCodec;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** A record in the log, and what a perfect observer knows of it. */
final class StoredRecord {

    final TopicPartition partition;
    final long offset;
    final long timestamp;
    final long appendedAt;
    final byte[] key;
    final byte[] value;
    final Headers headers;
    final Subject subject;
    private final boolean forwarded;
    /** Number of the attempt that its delivery is; a dead letter carries the one it did not get. */
    final int attempt;

    final long dueAt;

    /** Whether its listener has ended without failure, or it was given up without a trace. */
    boolean processed;

    /** Whether it waits somewhere else by now. */
    boolean movedOn;

    int handlerTries;
    /** How often a listener was called with it. */
    int deliveries;
    /** In which ownership of its partition it was delivered last; see {@link SimulatedGroup#beginnings}. */
    int deliveredIn;
    /** In which ownership of its partition the engine was told what became of it; see {@link SimulatedGroup#beginnings}. */
    int toldIn;

    StoredRecord(
            TopicPartition partition,
            long offset,
            long timestamp,
            long appendedAt,
            byte[] key,
            byte[] value,
            Headers headers,
            Subject subject,
            boolean forwarded) {
        this.partition = partition;
        this.offset = offset;
        this.timestamp = timestamp;
        this.appendedAt = appendedAt;
        this.key = key;
        this.value = value;
        this.headers = headers;
        this.subject = subject;
        this.forwarded = forwarded;
        this.attempt = forwarded
                ? ByteBuffer.wrap(headers.lastHeader(HeaderNames.ATTEMPTS).value())
                        .getInt()
                : 1;
        this.dueAt = forwarded
                ? new BigInteger(headers.lastHeader(HeaderNames.DUE_TIME).value()).longValueExact()
                : 0;
    }

    /** Returns the record as a consumer gets it: with buffers that are windows into something larger. */
    ConsumerRecord<ByteBuffer, ByteBuffer> fetched() {
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                timestamp,
                TimestampType.CREATE_TIME,
                key == null ? -1 : key.length,
                value == null ? -1 : value.length,
                window(key),
                window(value),
                new RecordHeaders(headers),
                Optional.empty());
    }

    /** Returns its headers as an application sees them. */
    Headers told() {
        return forwarded ? RetryHeaderCodec.delivered(headers) : headers;
    }

    String header(String name) {
        Header header = told().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static ByteBuffer window(byte[] bytes) {
        return bytes == null
                ? null
                : ByteBuffer.allocate(bytes.length + 5)
                        .position(3)
                        .put(bytes)
                        .flip()
                        .position(3)
                        .asReadOnlyBuffer();
    }

    @Override
    public String toString() {
        return subject + " at " + partition + "@" + offset + (attempt > 1 ? " attempt " + attempt : "");
    }
}
