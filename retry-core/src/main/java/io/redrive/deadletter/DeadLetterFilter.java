package io.redrive.deadletter;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters of a topic are meant: those that match everything it says. It is written as texts by name, and read back
 * from them, so that it can be a query, a line in a file or part of a job.
 *
 * <table>
 * <caption>Its parts</caption>
 * <tr><td>{@code partition}</td><td>those of this partition</td></tr>
 * <tr><td>{@code fromOffset}, {@code toOffset}</td><td>from this offset, and below that one, in each partition</td></tr>
 * <tr><td>{@code from}, {@code to}</td><td>written at or after this instant, and before that one, in ISO 8601</td></tr>
 * <tr><td>{@code key}</td><td>with exactly this key, in UTF-8</td></tr>
 * <tr><td>{@code header}</td><td>with this header: {@code name}, or {@code name:value} for exactly this value</td></tr>
 * <tr><td>{@code exception}</td><td>whose class of exception contains this text, whatever the case</td></tr>
 * <tr><td>{@code text}</td><td>whose key, value or message contains this text, in UTF-8 and in this case</td></tr>
 * <tr><td>{@code group}</td><td>with this fingerprint</td></tr>
 * </table>
 */
public final class DeadLetterFilter {

    private static final Set<String> NAMES =
            Set.of("partition", "fromOffset", "toOffset", "from", "to", "key", "header", "exception", "text", "group");
    private static final DeadLetterFilter EVERYTHING = new DeadLetterFilter(Map.of());

    private final Map<String, String> parts;
    private final @Nullable Integer partition;
    private final long fromOffset;
    private final long toOffset;
    private final @Nullable Instant from;
    private final @Nullable Instant to;
    private final @Nullable Fingerprint fingerprint;
    private final byte @Nullable [] key;
    private final byte @Nullable [] text;
    private final @Nullable String exception;

    private DeadLetterFilter(Map<String, String> parts) {
        FilterParts written = new FilterParts(parts);
        Long wantedPartition = written.number("partition", Integer.MAX_VALUE);
        String group = written.text("group");
        String type = written.text("exception");
        this.parts = Map.copyOf(parts);
        this.partition = wantedPartition == null ? null : (Integer) wantedPartition.intValue();
        this.fromOffset = Objects.requireNonNullElse(written.number("fromOffset", Long.MAX_VALUE), 0L);
        this.toOffset = Objects.requireNonNullElse(written.number("toOffset", Long.MAX_VALUE), Long.MAX_VALUE);
        this.from = written.instant("from");
        this.to = written.instant("to");
        this.fingerprint = group == null ? null : new Fingerprint(group);
        this.key = written.bytes("key");
        this.text = written.bytes("text");
        this.exception = type == null ? null : type.toLowerCase(Locale.ROOT);
        if (fromOffset > toOffset) {
            throw new IllegalArgumentException("fromOffset must not be above toOffset");
        }
        if (from != null && to != null && from.isAfter(to)) {
            throw new IllegalArgumentException("from must not be after to");
        }
    }

    /** Returns the filter that every dead letter matches. */
    public static DeadLetterFilter everything() {
        return EVERYTHING;
    }

    /**
     * Reads a filter.
     *
     * @param parts its parts by name
     * @throws IllegalArgumentException when there is no such part, or its value cannot be meant; the message says which
     */
    public static DeadLetterFilter of(Map<String, String> parts) {
        Set<String> unknown = new TreeSet<>(parts.keySet());
        unknown.removeAll(NAMES);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("a filter has no " + unknown + ", only " + new TreeSet<>(NAMES));
        }
        parts.forEach((name, value) -> {
            // Every text contains an empty one; a variable that is not set must not stand for everything. A key can be
            // empty.
            if (value.isEmpty() && !name.equals("key")) {
                throw new IllegalArgumentException(name + " is empty: leave it out, or give it a value");
            }
        });
        return new DeadLetterFilter(parts);
    }

    /** Returns its parts by name, from which {@link #of} makes an equal one. */
    public Map<String, String> parts() {
        return new TreeMap<>(parts);
    }

    /** Returns the only partition it is about, or null when it is about all of them. */
    public @Nullable Integer partition() {
        return partition;
    }

    /** Returns the lowest offset it is about. */
    public long fromOffset() {
        return fromOffset;
    }

    /** Returns the offset that is above all that it is about. */
    public long toOffset() {
        return toOffset;
    }

    /** Returns the earliest timestamp it is about, or null when any is. */
    public @Nullable Instant from() {
        return from;
    }

    /** Whether a dead letter matches. */
    public boolean matches(DeadLetter letter) {
        DeadLetterAddress address = letter.address();
        return (partition == null || partition == address.partition())
                && address.offset() >= fromOffset
                && address.offset() < toOffset
                && (from == null || !letter.timestamp().isBefore(from))
                && (to == null || letter.timestamp().isBefore(to))
                && (key == null || Arrays.equals(key, letter.key()))
                && (exception == null
                        || letter.failure()
                                .cause()
                                .type()
                                .toLowerCase(Locale.ROOT)
                                .contains(exception))
                && (fingerprint == null
                        || fingerprint.equals(letter.failure().cause().fingerprint()))
                && matchesHeader(letter)
                && matchesText(letter);
    }

    private boolean matchesHeader(DeadLetter letter) {
        String wanted = parts.get("header");
        return wanted == null
                || letter.headers().stream()
                        .anyMatch(each -> wanted.equals(each.name()) || wanted.equals(each.name() + ':' + each.text()));
    }

    private boolean matchesText(DeadLetter letter) {
        String message = letter.failure().message();
        return text == null
                || contains(letter.value(), text)
                || contains(letter.key(), text)
                || (message != null && message.contains(parts.getOrDefault("text", "")));
    }

    private static boolean contains(byte @Nullable [] bytes, byte[] wanted) {
        if (bytes == null) {
            return false;
        }
        for (int start = 0; start <= bytes.length - wanted.length; start++) {
            if (Arrays.equals(bytes, start, start + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DeadLetterFilter filter && parts.equals(filter.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }

    @Override
    public String toString() {
        return parts().toString();
    }
}
