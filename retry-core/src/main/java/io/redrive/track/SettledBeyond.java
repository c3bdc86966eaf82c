package io.redrive.track;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Offsets that are settled although an earlier one is not, as half-open ranges. They travel in the metadata of a committed
 * offset, so that the next owner of the partition does not deliver them again.
 *
 * <p>Wire format: {@code rd1:} and, in URL-safe Base64 without padding, the lengths of alternating runs that start at the
 * committed offset, unsettled first, each as a variable-length integer of seven bits per byte, least significant first.
 */
public final class SettledBeyond {

    /** How many characters of metadata a broker accepts by default ({@code offset.metadata.max.bytes}). */
    public static final int LONGEST_METADATA = 4096;

    private static final String PREFIX = "rd1:";
    private static final int LONGEST_BYTES = (LONGEST_METADATA - PREFIX.length()) / 4 * 3;
    private static final int LONGEST_RUN_PAIR = 20;

    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    /** Returns what the metadata of a committed offset says; metadata of others says nothing. */
    public static SettledBeyond decode(long committed, @Nullable String metadata) {
        SettledBeyond settled = new SettledBeyond();
        if (metadata == null || !metadata.startsWith(PREFIX)) {
            return settled;
        }
        try {
            ByteBuffer runs = ByteBuffer.wrap(Base64.getUrlDecoder().decode(metadata.substring(PREFIX.length())));
            long at = committed;
            while (runs.hasRemaining()) {
                long from = Math.addExact(at, readRun(runs));
                at = Math.addExact(from, readRun(runs));
                settled.addRange(from, at);
            }
            return settled;
        } catch (IllegalArgumentException | ArithmeticException | BufferUnderflowException malformed) {
            // Records delivered once more are the worst that ignoring it can cost.
            return new SettledBeyond();
        }
    }

    /** Returns the offsets from {@code from} on and before {@code to}. */
    public static SettledBeyond of(long from, long to) {
        SettledBeyond settled = new SettledBeyond();
        settled.addRange(from, to);
        return settled;
    }

    /** Returns what is settled in this or in the other one. */
    public SettledBeyond union(SettledBeyond other) {
        SettledBeyond union = copy();
        other.ranges.forEach(union::addRange);
        return union;
    }

    /** Returns the metadata for a committed offset, with what is settled beyond it as far as there is room. */
    public Metadata encode(long committed) {
        Writer writer = new Writer(committed);
        writeTo(writer, committed, Long.MAX_VALUE);
        return writer.finish();
    }

    SettledBeyond copy() {
        SettledBeyond copy = new SettledBeyond();
        copy.ranges.putAll(ranges);
        return copy;
    }

    /** Whether the offset is settled. */
    public boolean contains(long offset) {
        return !ranges.isEmpty() && skip(offset) != offset;
    }

    /** Returns the end of the settled range that {@code offset} lies in, or {@code offset} when it lies in none. */
    public long skip(long offset) {
        Map.Entry<Long, Long> range = ranges.floorEntry(offset);
        return range != null && offset < range.getValue() ? range.getValue() : offset;
    }

    /** Returns how many offsets are settled from {@code from} on and before {@code to}. */
    public long count(long from, long to) {
        long count = 0;
        for (Map.Entry<Long, Long> range : ranges.entrySet()) {
            count += Math.max(0, Math.min(to, range.getValue()) - Math.max(from, range.getKey()));
        }
        return count;
    }

    /** Whether no offset is settled. */
    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    void addRange(long from, long to) {
        if (from >= to) {
            return;
        }
        long start = from;
        long end = to;
        Map.Entry<Long, Long> touching = ranges.floorEntry(end);
        while (touching != null && touching.getValue() >= start) {
            start = Math.min(start, touching.getKey());
            end = Math.max(end, touching.getValue());
            ranges.remove(touching.getKey());
            touching = ranges.floorEntry(end);
        }
        ranges.put(start, end);
    }

    void removeBelow(long offset) {
        Map.Entry<Long, Long> first = ranges.firstEntry();
        while (first != null && first.getKey() < offset) {
            ranges.pollFirstEntry();
            addRange(offset, first.getValue());
            first = ranges.firstEntry();
        }
    }

    void removeFrom(long offset) {
        ranges.tailMap(offset, true).clear();
        Map.Entry<Long, Long> last = ranges.lastEntry();
        if (last != null && last.getValue() > offset) {
            ranges.put(last.getKey(), offset);
        }
    }

    /** Writes what lies from {@code from} on and below {@code to}. */
    void writeTo(Writer writer, long from, long to) {
        Long first = ranges.floorKey(from);
        for (Map.Entry<Long, Long> range :
                ranges.tailMap(first == null ? from : first, true).entrySet()) {
            long start = Math.max(range.getKey(), from);
            long end = Math.min(range.getValue(), to);
            if (start < end) {
                writer.settled(start, end);
            } else if (start >= to) {
                return;
            }
        }
    }

    /** Writes the metadata for a committed offset from settled ranges in ascending order. */
    static final class Writer {

        private final ByteBuffer runs = ByteBuffer.allocate(LONGEST_BYTES);
        private long at;
        private long from;
        private long to;
        private boolean full;

        Writer(long committed) {
            at = committed;
            from = committed;
            to = committed;
        }

        /** Adds a range; ranges that touch become one. */
        void settled(long rangeFrom, long rangeTo) {
            if (rangeFrom == to) {
                to = rangeTo;
                return;
            }
            flush();
            from = rangeFrom;
            to = rangeTo;
        }

        /** Whether no further range fits; those left out may be delivered again after a crash. */
        boolean isFull() {
            return full;
        }

        Metadata finish() {
            flush();
            String text = runs.position() == 0
                    ? ""
                    : PREFIX
                            + Base64.getUrlEncoder()
                                    .withoutPadding()
                                    .encodeToString(Arrays.copyOf(runs.array(), runs.position()));
            return new Metadata(text, !full);
        }

        private void flush() {
            if (full || from == to) {
                return;
            }
            if (runs.remaining() < LONGEST_RUN_PAIR) {
                full = true;
                return;
            }
            writeRun(from - at);
            writeRun(to - from);
            at = to;
        }

        private void writeRun(long length) {
            long rest = length;
            while ((rest & ~0x7FL) != 0) {
                runs.put((byte) ((rest & 0x7F) | 0x80));
                rest >>>= 7;
            }
            runs.put((byte) rest);
        }
    }

    /**
     * Metadata of a committed offset.
     *
     * @param text what is committed, empty when there is nothing to say
     * @param complete whether every settled offset is in it
     */
    public record Metadata(String text, boolean complete) {

        static final Metadata EMPTY = new Metadata("", true);
    }

    private static long readRun(ByteBuffer buffer) {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            byte next = buffer.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("run too long");
    }
}
