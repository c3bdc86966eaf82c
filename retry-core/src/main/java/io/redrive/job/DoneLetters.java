package io.redrive.job;

import io.redrive.deadletter.Fingerprint;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.utils.ByteUtils;
import org.jspecify.annotations.Nullable;

/**
 * Some dead letters of a topic, such as those that are done with, in blocks of {@value #BLOCK} offsets. A block is written as a version byte, then
 * for each fingerprint its 8 bytes, how many offsets have it, and these, each as the distance from the one before. Not thread-safe.
 */
final class DoneLetters {

    static final int BLOCK = 1_024;

    private static final byte VERSION = 1;
    private static final int FINGERPRINT_BYTES = 8;
    private static final int MOST_OFFSET_BYTES = 5;
    /** Nobody adds to it. */
    private static final DoneLetters NONE = new DoneLetters();

    private final Map<Integer, NavigableMap<Long, Map<Fingerprint, BitSet>>> partitions = new TreeMap<>();

    /** Names a block. */
    record Place(int partition, long block) {

        static Place of(int partition, long offset) {
            return new Place(partition, offset / BLOCK);
        }
    }

    /** Whether a dead letter is among them. */
    boolean contains(int partition, long offset) {
        Map<Fingerprint, BitSet> block = find(Place.of(partition, offset));
        return block != null && block.values().stream().anyMatch(bits -> bits.get((int) (offset % BLOCK)));
    }

    /** Returns how many of a run of offsets are among them, by fingerprint. */
    Map<Fingerprint, Long> count(int partition, long from, long to) {
        return count(partition, from, to, NONE);
    }

    /** Returns how many of a run of offsets are among them and not among others, by fingerprint; each counts with one of them. */
    Map<Fingerprint, Long> count(int partition, long from, long to, DoneLetters others) {
        Map<Fingerprint, Long> counts = new HashMap<>();
        NavigableMap<Long, Map<Fingerprint, BitSet>> blocks = partitions.get(partition);
        if (blocks == null || from >= to) {
            return counts;
        }
        blocks.subMap(from / BLOCK, true, (to - 1) / BLOCK, true).forEach((number, block) -> {
            int first = (int) Math.max(0, from - number * BLOCK);
            int end = (int) Math.min(BLOCK, to - number * BLOCK);
            BitSet except = others.offsets(new Place(partition, number)).get(first, end);
            block.forEach((fingerprint, bits) -> {
                BitSet found = bits.get(first, end);
                found.andNot(except);
                except.or(found);
                if (!found.isEmpty()) {
                    counts.merge(fingerprint, (long) found.cardinality(), Long::sum);
                }
            });
        });
        return counts;
    }

    private BitSet offsets(Place place) {
        BitSet all = new BitSet(BLOCK);
        Map<Fingerprint, BitSet> block = find(place);
        if (block != null) {
            block.values().forEach(all::or);
        }
        return all;
    }

    /** Adds a dead letter. */
    void add(int partition, long offset, Fingerprint fingerprint) {
        block(Place.of(partition, offset))
                .computeIfAbsent(fingerprint, unused -> new BitSet(BLOCK))
                .set((int) (offset % BLOCK));
    }

    /** Notes what is written of a block, in addition to what is known of it; null for that it is gone. */
    void apply(Place place, byte @Nullable [] written) {
        if (written == null) {
            partitions.getOrDefault(place.partition(), new TreeMap<>()).remove(place.block());
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(written);
        if (bytes.get() != VERSION) {
            throw new IllegalArgumentException("a block of an unknown version");
        }
        Map<Fingerprint, BitSet> block = block(place);
        while (bytes.hasRemaining()) {
            byte[] digits = new byte[FINGERPRINT_BYTES];
            bytes.get(digits);
            BitSet bits = block.computeIfAbsent(
                    new Fingerprint(HexFormat.of().formatHex(digits)), unused -> new BitSet(BLOCK));
            int offset = 0;
            for (int left = ByteUtils.readUnsignedVarint(bytes); left > 0; left--) {
                offset += ByteUtils.readUnsignedVarint(bytes);
                bits.set(offset);
            }
        }
    }

    /** Returns a block as it is written, as it is with further dead letters. */
    byte[] written(Place place, DoneLetters more) {
        DoneLetters both = new DoneLetters();
        both.take(place, find(place));
        both.take(place, more.find(place));
        return written(both.block(place));
    }

    /** Takes those of a block away that others have. */
    void remove(Place place, DoneLetters others) {
        Map<Fingerprint, BitSet> block = find(place);
        if (block != null) {
            BitSet gone = others.offsets(place);
            block.values().forEach(bits -> bits.andNot(gone));
        }
    }

    /** Returns the blocks of which something is known. */
    Iterable<Place> places() {
        return partitions.entrySet().stream()
                .flatMap(each -> each.getValue().keySet().stream().map(block -> new Place(each.getKey(), block)))
                .toList();
    }

    void clear() {
        partitions.clear();
    }

    private void take(Place place, @Nullable Map<Fingerprint, BitSet> other) {
        if (other != null) {
            other.forEach((fingerprint, bits) -> block(place)
                    .computeIfAbsent(fingerprint, unused -> new BitSet(BLOCK))
                    .or(bits));
        }
    }

    private static byte[] written(Map<Fingerprint, BitSet> block) {
        int most = 1;
        for (BitSet bits : block.values()) {
            most += FINGERPRINT_BYTES + (1 + bits.cardinality()) * MOST_OFFSET_BYTES;
        }
        ByteBuffer bytes = ByteBuffer.allocate(most);
        bytes.put(VERSION);
        new TreeMap<String, BitSet>(byValue(block)).forEach((fingerprint, bits) -> {
            bytes.put(HexFormat.of().parseHex(fingerprint));
            ByteUtils.writeUnsignedVarint(bits.cardinality(), bytes);
            int last = 0;
            for (int offset = bits.nextSetBit(0); offset >= 0; offset = bits.nextSetBit(offset + 1)) {
                ByteUtils.writeUnsignedVarint(offset - last, bytes);
                last = offset;
            }
        });
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static Map<String, BitSet> byValue(Map<Fingerprint, BitSet> block) {
        Map<String, BitSet> byValue = new HashMap<>();
        block.forEach((fingerprint, bits) -> byValue.put(fingerprint.value(), bits));
        return byValue;
    }

    private @Nullable Map<Fingerprint, BitSet> find(Place place) {
        NavigableMap<Long, Map<Fingerprint, BitSet>> blocks = partitions.get(place.partition());
        return blocks == null ? null : blocks.get(place.block());
    }

    private Map<Fingerprint, BitSet> block(Place place) {
        return partitions
                .computeIfAbsent(place.partition(), unused -> new TreeMap<>())
                .computeIfAbsent(place.block(), unused -> new HashMap<>());
    }
}
