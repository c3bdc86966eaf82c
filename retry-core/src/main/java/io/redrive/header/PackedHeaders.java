package io.redrive.header;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.utils.ByteUtils;
import org.jspecify.annotations.Nullable;

/**
 * Several headers in one: a version byte, then for each its number, the length of its value as an unsigned varint, and the
 * value. Numbers are indexes into a list of names that only ever grows at its end. Never throws on what it reads: what it
 * cannot read is not there.
 */
final class PackedHeaders {

    private static final byte VERSION = 1;
    private static final List<String> NAMES = List.of(
            HeaderNames.FIRST_TIMESTAMP,
            HeaderNames.ORIGINAL_TOPIC,
            HeaderNames.ORIGINAL_PARTITION,
            HeaderNames.ORIGINAL_OFFSET,
            HeaderNames.ORIGINAL_TIMESTAMP,
            HeaderNames.ORIGINAL_TIMESTAMP_TYPE,
            HeaderNames.ORIGINAL_GROUP,
            HeaderNames.EXCEPTION,
            HeaderNames.EXCEPTION_CAUSE,
            HeaderNames.EXCEPTION_MESSAGE,
            HeaderNames.EXCEPTION_STACK_TRACE,
            HeaderNames.FORWARD_ID,
            HeaderNames.FIRST_FAILURE,
            HeaderNames.EARLIER_FAILURES);
    /** How many names can be packed. */
    static final int COUNT = NAMES.size();

    private static final Map<String, Integer> NUMBERS = numbers();
    private static final int LONGEST_PREFIX = 1 + 5;
    private static final int NONE = -1;
    private static final int USUAL_SIZE = 320;

    private PackedHeaders() {}

    /** Packs the headers that have a number; others it leaves as they are. */
    static final class Writer implements BiConsumer<String, byte[]> {

        private final List<Header> unpacked;
        private byte[] bytes = new byte[USUAL_SIZE];
        private int size;

        /**
         * Creates one.
         *
         * @param unpacked where headers go that are not packed
         */
        Writer(List<Header> unpacked) {
            this.unpacked = unpacked;
            bytes[size++] = VERSION;
        }

        @Override
        public void accept(String name, byte[] value) {
            int number = number(name);
            if (number == NONE) {
                unpacked.add(new RecordHeader(name, value));
                return;
            }
            if (bytes.length - size < LONGEST_PREFIX + value.length) {
                bytes = Arrays.copyOf(bytes, 2 * (size + LONGEST_PREFIX + value.length));
            }
            bytes[size++] = (byte) number;
            int rest = value.length;
            for (; rest > 0x7F; rest >>>= 7) {
                bytes[size++] = (byte) (rest | 0x80);
            }
            bytes[size++] = (byte) rest;
            System.arraycopy(value, 0, bytes, size, value.length);
            size += value.length;
        }

        /** Returns the header in which they are. */
        Header header() {
            return new RecordHeader(HeaderNames.PACKED, Arrays.copyOf(bytes, size));
        }
    }

    /** Returns the value of a packed header, or null when there is none of that name. */
    static byte @Nullable [] find(Headers headers, String name) {
        int number = number(name);
        Header packed = number == NONE ? null : headers.lastHeader(HeaderNames.PACKED);
        if (packed == null) {
            return null;
        }
        ByteBuffer rest = entries(packed.value());
        while (rest.hasRemaining()) {
            int found = rest.get();
            int length = length(rest);
            if (length < 0) {
                return null;
            }
            if (found == number) {
                byte[] value = new byte[length];
                rest.get(value);
                return value;
            }
            rest.position(rest.position() + length);
        }
        return null;
    }

    /** Whether headers of that name are packed. */
    static boolean holds(String name) {
        return number(name) != NONE;
    }

    /** Hands out every packed header that has a name here, each once as {@link #find} finds it, however often it is written. */
    static void unpack(byte @Nullable [] packed, BiConsumer<String, byte[]> headers) {
        ByteBuffer rest = entries(packed);
        boolean[] seen = new boolean[COUNT];
        while (rest.hasRemaining()) {
            int number = rest.get();
            int length = length(rest);
            if (length < 0) {
                return;
            }
            if (number < 0 || number >= COUNT || seen[number]) {
                rest.position(rest.position() + length);
                continue;
            }
            seen[number] = true;
            byte[] value = new byte[length];
            rest.get(value);
            headers.accept(NAMES.get(number), value);
        }
    }

    private static int number(String name) {
        Integer number = NUMBERS.get(name);
        return number == null ? NONE : number;
    }

    private static ByteBuffer entries(byte @Nullable [] packed) {
        return packed != null && packed.length > 0 && packed[0] == VERSION
                ? ByteBuffer.wrap(packed, 1, packed.length - 1)
                : ByteBuffer.allocate(0);
    }

    /** Returns the length that comes next, or -1 when there is none or less follows. */
    private static int length(ByteBuffer rest) {
        try {
            int length = ByteUtils.readUnsignedVarint(rest);
            return length >= 0 && length <= rest.remaining() ? length : -1;
        } catch (BufferUnderflowException | IllegalArgumentException damaged) {
            return -1;
        }
    }

    private static Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new HashMap<>();
        for (int number = 0; number < NAMES.size(); number++) {
            numbers.put(NAMES.get(number), number);
        }
        return Map.copyOf(numbers);
    }
}
