package io.redrive.header;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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
            HeaderNames.FIRST_FAILURE);
    private static final Map<String, Integer> NUMBERS = numbers();
    private static final int LONGEST_PREFIX = 1 + 5;
    private static final int NONE = -1;

    private PackedHeaders() {}

    /** Returns the headers with those that can be packed in one at the end. */
    static List<Header> pack(List<Header> headers) {
        List<Header> unpacked = new ArrayList<>(headers.size());
        int[] numbers = new int[headers.size()];
        int size = 1;
        for (int i = 0; i < numbers.length; i++) {
            Header header = headers.get(i);
            numbers[i] = header.value() == null ? NONE : number(header.key());
            if (numbers[i] == NONE) {
                unpacked.add(header);
            } else {
                size += LONGEST_PREFIX + header.value().length;
            }
        }
        ByteBuffer packed = ByteBuffer.allocate(size).put(VERSION);
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] != NONE) {
                byte[] value = headers.get(i).value();
                packed.put((byte) numbers[i]);
                ByteUtils.writeUnsignedVarint(value.length, packed);
                packed.put(value);
            }
        }
        byte[] bytes = new byte[packed.position()];
        packed.get(0, bytes);
        unpacked.add(new RecordHeader(HeaderNames.PACKED, bytes));
        return unpacked;
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

    /** Hands out every packed header that has a name here. */
    static void unpack(byte @Nullable [] packed, BiConsumer<String, byte[]> headers) {
        ByteBuffer rest = entries(packed);
        while (rest.hasRemaining()) {
            int number = rest.get();
            int length = length(rest);
            if (length < 0) {
                return;
            }
            byte[] value = new byte[length];
            rest.get(value);
            if (number >= 0 && number < NAMES.size()) {
                headers.accept(NAMES.get(number), value);
            }
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
