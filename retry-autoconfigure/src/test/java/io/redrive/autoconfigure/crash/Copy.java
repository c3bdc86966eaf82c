package io.redrive.autoconfigure.crash;

import io.redrive.header.HeaderNames;
import io.redrive.header.RetryHeaderCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record on a retry topic or the dead-letter topic.
 *
 * @param origin where the record was on the main topic, by the copy's headers
 * @param attempt the attempt that is due
 * @param forwardId what is the same for all copies of one forward
 * @param writtenMs timestamp
 */
record Copy(Place place, String value, Place origin, int attempt, String forwardId, long writtenMs) {

    /** What a copy is a copy of. */
    record Forward(Place origin, int attempt) {}

    Forward forward() {
        return new Forward(origin, attempt);
    }

    static Copy of(ConsumerRecord<byte[], byte[]> record) {
        return new Copy(
                new Place(record.topic(), record.partition(), record.offset()),
                new String(record.value(), StandardCharsets.UTF_8),
                new Place(
                        new String(header(record, HeaderNames.ORIGINAL_TOPIC), StandardCharsets.UTF_8),
                        ByteBuffer.wrap(header(record, HeaderNames.ORIGINAL_PARTITION))
                                .getInt(),
                        ByteBuffer.wrap(header(record, HeaderNames.ORIGINAL_OFFSET))
                                .getLong()),
                Journal.attempt(record.headers()),
                new String(header(record, HeaderNames.FORWARD_ID), StandardCharsets.UTF_8),
                record.timestamp());
    }

    private static byte[] header(ConsumerRecord<byte[], byte[]> record, String name) {
        return RetryHeaderCodec.delivered(record.headers()).lastHeader(name).value();
    }
}
