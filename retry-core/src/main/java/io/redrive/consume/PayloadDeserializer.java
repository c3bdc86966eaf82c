package io.redrive.consume;

import io.redrive.header.RetryHeaderCodec;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;

/**
 * Turns raw records into those the listener sees, with the application's own deserializers, at the moment they are
 * delivered.
 *
 * @param key deserializer of keys
 * @param value deserializer of values
 * @param <K> type of keys
 * @param <V> type of values
 */
public record PayloadDeserializer<K, V>(Deserializer<K> key, Deserializer<V> value) {

    /**
     * Deserializes a record.
     *
     * @throws RuntimeException whatever a deserializer throws
     */
    DeliveredRecord<K, V> deserialize(AssignedPartition partition, RawRecord raw, TopicRole role) {
        ConsumerRecord<ByteBuffer, ByteBuffer> record = raw.record();
        // A copy, because deserializers and containers add and remove headers, and a forward carries the consumed ones.
        Headers headers = role == TopicRole.MAIN
                ? new RecordHeaders(record.headers())
                : RetryHeaderCodec.delivered(record.headers());
        return new DeliveredRecord<>(
                partition,
                raw,
                read(key, record.topic(), headers, record.key()),
                read(value, record.topic(), headers, record.value()),
                headers);
    }

    private static <T> T read(Deserializer<T> deserializer, String topic, Headers headers, ByteBuffer buffer) {
        return buffer == null ? absent() : deserializer.deserialize(topic, headers, buffer.duplicate());
    }

    @SuppressWarnings({"TypeParameterUnusedInFormals", "NullAway"}) // a null key or value is Kafka's tombstone
    private static <T> T absent() {
        return null;
    }

    void close() {
        Utils.closeQuietly(key, "key deserializer");
        Utils.closeQuietly(value, "value deserializer");
    }
}
