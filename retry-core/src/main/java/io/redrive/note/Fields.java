package io.redrive.note;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Texts by name, written as a form in a web page is: readable in any console, and names may be added. Not thread-safe. */
public final class Fields {

    private final Map<String, String> texts = new TreeMap<>();

    /** Reads fields; what is malformed is not among them. */
    public static Fields read(byte[] written) {
        Fields fields = new Fields();
        for (String pair : new String(written, StandardCharsets.UTF_8).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.texts.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return fields;
    }

    /** Returns them as they are written. */
    public byte[] written() {
        return texts.entrySet().stream()
                .map(each -> encoded(each.getKey()) + '=' + encoded(each.getValue()))
                .collect(Collectors.joining("&"))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Adds one; null is not written. */
    public Fields put(String name, @Nullable Object value) {
        if (value != null) {
            texts.put(name, value.toString());
        }
        return this;
    }

    /** Adds some, with a prefix before each name. */
    public Fields putAll(String prefix, Map<?, ?> values) {
        values.forEach((name, value) -> put(prefix + name, value));
        return this;
    }

    /** Returns one, or null when it is not there. */
    public @Nullable String text(String name) {
        return texts.get(name);
    }

    /** Returns one, or another text when it is not there. */
    public String text(String name, String otherwise) {
        return Objects.requireNonNullElse(texts.get(name), otherwise);
    }

    /** Returns a number, or null when it is not there. */
    public @Nullable Long number(String name) {
        String text = texts.get(name);
        return text == null ? null : Long.valueOf(text);
    }

    /** Returns a number, or another one when it is not there. */
    public long number(String name, long otherwise) {
        return Objects.requireNonNullElse(number(name), otherwise);
    }

    /** Returns an instant that was written in milliseconds, or null when it is not there. */
    public @Nullable Instant instant(String name) {
        Long ms = number(name);
        return ms == null ? null : Instant.ofEpochMilli(ms);
    }

    /** Returns those whose names begin with a prefix, without it. */
    public Map<String, String> all(String prefix) {
        Map<String, String> found = new TreeMap<>();
        texts.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), value);
            }
        });
        return found;
    }

    /** Returns how an instant is written. */
    public static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : (Long) instant.toEpochMilli();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
