package io.redrive.scan;

import io.redrive.census.Offsets;
import io.redrive.deadletter.DeadLetterFilter;
import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * Where a query goes on. Written, it is opaque, and good for the same query only: a version byte, what tells the query, and for
 * each partition that is not read to its end its number, the next offset and how many follow. The end of what is read is that of
 * the first call, so that a query comes to an end while records are added.
 *
 * @param left what is not read yet, by partition
 */
record ScanCursor(Map<Integer, Offsets> left) {

    private static final byte VERSION = 1;
    private static final int HEAD_BYTES = 1 + Integer.BYTES;
    private static final int MOST_PARTITION_BYTES = 5 + 10 + 10;

    /** Returns it as text; empty when nothing is left to be read. */
    String written(String topic, DeadLetterFilter filter) {
        ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES + left.size() * MOST_PARTITION_BYTES);
        bytes.put(VERSION).putInt(query(topic, filter));
        left.forEach((partition, offsets) -> {
            if (!offsets.isEmpty()) {
                ByteUtils.writeUnsignedVarint(partition, bytes);
                ByteUtils.writeVarlong(offsets.from(), bytes);
                ByteUtils.writeVarlong(offsets.count(), bytes);
            }
        });
        return bytes.position() == HEAD_BYTES
                ? ""
                : Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(Arrays.copyOf(bytes.array(), bytes.position()));
    }

    /**
     * Reads a cursor.
     *
     * @throws IllegalArgumentException when it is none, or one of another query
     */
    static ScanCursor read(String written, String topic, DeadLetterFilter filter) {
        Map<Integer, Offsets> left = new TreeMap<>();
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(written));
            if (bytes.get() != VERSION) {
                throw new IllegalArgumentException("of another version");
            }
            if (bytes.getInt() != query(topic, filter)) {
                throw new IllegalArgumentException("of another query");
            }
            while (bytes.hasRemaining()) {
                int partition = ByteUtils.readUnsignedVarint(bytes);
                long from = ByteUtils.readVarlong(bytes);
                long count = ByteUtils.readVarlong(bytes);
                if (partition < 0 || from < 0 || count <= 0 || from + count < 0) {
                    throw new IllegalArgumentException("damaged");
                }
                left.put(partition, new Offsets(from, from + count));
            }
        } catch (IllegalArgumentException | BufferUnderflowException | BufferOverflowException malformed) {
            throw new IllegalArgumentException(
                    "the cursor is none that a call with the same topic and filter has returned", malformed);
        }
        return new ScanCursor(left);
    }

    private static int query(String topic, DeadLetterFilter filter) {
        return (topic + '\n' + filter).hashCode();
    }
}
