package io.redrive.redrive;

import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is changed about one dead letter when it is sent back: its value, its key, headers of the application. What is not
 * mentioned stays as it is.
 */
public final class RedriveEdit {

    /** Changes nothing. */
    public static final RedriveEdit NONE = new RedriveEdit(Map.of());

    /** All that is new may have so many bytes together. */
    public static final int MOST_BYTES = 512 * 1024;

    private static final String VALUE = "value";
    private static final String KEY = "key";
    private static final String HEADER = "header.";
    private static final String REMOVED = "-";
    private static final String FORGOTTEN = "?";
    private static final int TEXT_OF_THREE_BYTES = 4;

    private final Map<String, String> parts;

    private RedriveEdit(Map<String, String> parts) {
        this.parts = Map.copyOf(parts);
        long length = 0;
        for (String each : parts.values()) {
            length += each.length();
        }
        if (length / TEXT_OF_THREE_BYTES * 3 > MOST_BYTES) {
            throw new IllegalArgumentException("what is new must have " + MOST_BYTES + " bytes at most");
        }
    }

    /**
     * Reads an edit.
     *
     * @param parts what {@link #parts} has returned
     * @throws IllegalArgumentException when it cannot be read
     */
    public static RedriveEdit of(Map<String, String> parts) {
        parts.forEach((name, content) -> {
            if (!name.equals(VALUE) && !name.equals(KEY) && !name.startsWith(HEADER)) {
                throw new IllegalArgumentException("an edit has no " + name);
            }
            read(content);
        });
        return new RedriveEdit(parts);
    }

    /** Returns the same with another value; null for a tombstone. */
    public RedriveEdit withValue(byte @Nullable [] value) {
        return with(VALUE, value);
    }

    /** Returns the same with another key; null for none. */
    public RedriveEdit withKey(byte @Nullable [] key) {
        return with(KEY, key);
    }

    /** Returns the same with one header of a name, in place of all that have this name; null for none of it. */
    public RedriveEdit withHeader(String name, byte @Nullable [] value) {
        return with(HEADER + name, value);
    }

    private RedriveEdit with(String name, byte @Nullable [] content) {
        Map<String, String> more = new TreeMap<>(parts);
        more.put(name, content == null ? REMOVED : Base64.getEncoder().encodeToString(content));
        return new RedriveEdit(more);
    }

    /**
     * Returns it as texts by name, from which {@link #of} makes an equal one: {@code value}, {@code key}, and the names of headers
     * with {@code header.} before them; each in Base64, or a hyphen for what is removed.
     */
    public Map<String, String> parts() {
        return new TreeMap<>(parts);
    }

    /** Whether it changes nothing. */
    public boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Whether it changes the value. */
    public boolean changesValue() {
        return parts.containsKey(VALUE);
    }

    /** Whether it changes the key. */
    public boolean changesKey() {
        return parts.containsKey(KEY);
    }

    /** Returns the names of the headers that it changes. */
    public Set<String> headers() {
        Map<String, String> headers = new TreeMap<>();
        parts.forEach((name, content) -> {
            if (name.startsWith(HEADER)) {
                headers.put(name.substring(HEADER.length()), content);
            }
        });
        return headers.keySet();
    }

    /** Returns the new value, or null for a tombstone, or when it is not changed. */
    public byte @Nullable [] value() {
        return read(parts.get(VALUE));
    }

    /** Returns the new key, or null for none, or when it is not changed. */
    public byte @Nullable [] key() {
        return read(parts.get(KEY));
    }

    /** Returns the new value of a header, or null for none, or when it is not changed. */
    public byte @Nullable [] header(String name) {
        return read(parts.get(HEADER + name));
    }

    private static byte @Nullable [] read(@Nullable String content) {
        return content == null || content.equals(REMOVED) || content.equals(FORGOTTEN)
                ? null
                : Base64.getDecoder().decode(content);
    }

    /** Returns what is left of it when it is done: what it has changed, but not to what. */
    public RedriveEdit forgotten() {
        Map<String, String> names = new TreeMap<>(parts);
        names.replaceAll((name, content) -> FORGOTTEN);
        return new RedriveEdit(names);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RedriveEdit edit && parts.equals(edit.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }

    /** What is new is not for everybody who looks at a job. */
    @Override
    public String toString() {
        return parts().keySet().toString();
    }
}
