package io.redrive.header;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Reads the headers that tell where a record was first read. Never throws, and believes only what there can be. */
final class OriginHeaders {

    private static final int LONGEST_TOPIC = 249;

    private OriginHeaders() {}

    /** Returns the origin, or null when a header of it is missing, malformed, or names what no topic can be or have. */
    static @Nullable Origin read(Function<String, byte @Nullable []> headers) {
        byte[] topic = headers.apply(HeaderNames.ORIGINAL_TOPIC);
        byte[] partition = headers.apply(HeaderNames.ORIGINAL_PARTITION);
        byte[] offset = headers.apply(HeaderNames.ORIGINAL_OFFSET);
        byte[] timestamp = headers.apply(HeaderNames.ORIGINAL_TIMESTAMP);
        if (topic == null
                || !isTopic(topic)
                || partition == null
                || partition.length != Integer.BYTES
                || partition[0] < 0
                || offset == null
                || offset.length != Long.BYTES
                || offset[0] < 0
                || timestamp == null
                || timestamp.length != Long.BYTES) {
            return null;
        }
        return new Origin(
                new String(topic, StandardCharsets.US_ASCII),
                ByteBuffer.wrap(partition).getInt(),
                ByteBuffer.wrap(offset).getLong(),
                ByteBuffer.wrap(timestamp).getLong(),
                timestampType(headers.apply(HeaderNames.ORIGINAL_TIMESTAMP_TYPE)));
    }

    private static boolean isTopic(byte[] name) {
        if (name.length == 0 || name.length > LONGEST_TOPIC) {
            return false;
        }
        for (byte c : name) {
            if (!isAllowed(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAllowed(byte c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }

    private static TimestampType timestampType(byte @Nullable [] name) {
        if (name != null) {
            String text = new String(name, StandardCharsets.UTF_8);
            for (TimestampType type : TimestampType.values()) {
                if (type.toString().equals(text)) {
                    return type;
                }
            }
        }
        return TimestampType.CREATE_TIME;
    }
}
