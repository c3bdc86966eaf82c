package io.redrive.consume;

import io.redrive.header.HeaderNames;
import io.redrive.header.Origin;
import io.redrive.header.RetryHeaderCodec;
import io.redrive.topic.LiveTopics;
import io.redrive.topic.TopicChain;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record as it lies in the log, with what is known of its way so far.
 *
 * @param record the record; its buffers may be views of the fetch they came with
 * @param attempt number of the attempt that its delivery is
 * @param firstTimestampMs its timestamp on the main topic
 * @param dueAtMs instant before which it must not be delivered, in milliseconds since the epoch, or 0 for none
 * @param tries how often its delivery has failed without a new attempt being counted
 * @param alone whether no other record may be delivered with it
 */
record RawRecord(
        ConsumerRecord<ByteBuffer, ByteBuffer> record,
        int attempt,
        long firstTimestampMs,
        long dueAtMs,
        int tries,
        boolean alone) {

    private static final int OBJECT_OVERHEAD = 480;
    private static final int HEADER_OVERHEAD = 64;

    /** Returns the same record with bytes of its own, so that keeping it does not keep the whole fetch it came with. */
    static ConsumerRecord<ByteBuffer, ByteBuffer> detach(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.timestampType(),
                record.serializedKeySize(),
                record.serializedValueSize(),
                copy(record.key()),
                copy(record.value()),
                copy(record.headers()),
                Optional.empty());
    }

    /** Creates one that is due at once. */
    RawRecord(ConsumerRecord<ByteBuffer, ByteBuffer> record, int attempt, long firstTimestampMs) {
        this(record, attempt, firstTimestampMs, 0);
    }

    /** Creates one that was not delivered yet. */
    RawRecord(ConsumerRecord<ByteBuffer, ByteBuffer> record, int attempt, long firstTimestampMs, long dueAtMs) {
        this(record, attempt, firstTimestampMs, dueAtMs, 0, false);
    }

    RawRecord triedAgain() {
        return new RawRecord(record, attempt, firstTimestampMs, dueAtMs, tries + 1, alone);
    }

    RawRecord again(boolean byItself) {
        return new RawRecord(record, attempt, firstTimestampMs, dueAtMs, tries, byItself);
    }

    /**
     * Returns where it was first read; on a main topic that is where it lies, whatever its headers say, and on a retry topic
     * as well where they name what is not its main topic.
     */
    Origin origin(TopicRole role, LiveTopics topics) {
        Origin told = role == TopicRole.MAIN ? null : RetryHeaderCodec.origin(record.headers());
        return told != null && (role == TopicRole.DEAD_LETTER || isPossible(told, topics))
                ? told
                : new Origin(
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        record.timestamp(),
                        record.timestampType());
    }

    private boolean isPossible(Origin origin, LiveTopics topics) {
        TopicChain chain = topics.view().chain(record.topic());
        return chain == null || origin.isOf(chain.mainTopic());
    }

    /** Returns the memory it occupies, roughly. */
    int bytes() {
        int bytes = OBJECT_OVERHEAD + length(record.key()) + length(record.value());
        for (Header header : record.headers()) {
            bytes += HEADER_OVERHEAD + header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return bytes;
    }

    byte @Nullable [] key() {
        return bytes(record.key());
    }

    byte @Nullable [] value() {
        return bytes(record.value());
    }

    /** Headers of a fetched record are views of the fetch until they are read. */
    private static Headers copy(Headers headers) {
        RecordHeaders copy = new RecordHeaders();
        for (Header header : headers) {
            copy.add(new RecordHeader(HeaderNames.canonical(header.key()), header.value()));
        }
        return copy;
    }

    private static @Nullable ByteBuffer copy(@Nullable ByteBuffer buffer) {
        byte[] bytes = bytes(buffer);
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static int length(@Nullable ByteBuffer buffer) {
        return buffer == null ? 0 : buffer.remaining();
    }
}
