package io.redrive.deadletter;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a filter as they are written. Each method refuses what cannot be meant with an {@link IllegalArgumentException}
 * that says it.
 *
 * @param parts the parts by name
 */
record FilterParts(Map<String, String> parts) {

    // Timestamps of records are milliseconds.
    private static final Instant FIRST = Instant.ofEpochMilli(Long.MIN_VALUE);
    private static final Instant LAST = Instant.ofEpochMilli(Long.MAX_VALUE);

    @Nullable
    String text(String name) {
        return parts.get(name);
    }

    byte @Nullable [] bytes(String name) {
        String written = parts.get(name);
        return written == null ? null : written.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns a number from 0, or null. */
    @Nullable
    Long number(String name, long most) {
        String written = parts.get(name);
        if (written == null) {
            return null;
        }
        try {
            long number = Long.parseLong(written);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException ignored) {
            // Told below.
        }
        throw new IllegalArgumentException(name + " must be a whole number from 0, but is '" + written + "'");
    }

    @Nullable
    Instant instant(String name) {
        String written = parts.get(name);
        if (written == null) {
            return null;
        }
        try {
            Instant instant = OffsetDateTime.parse(written).toInstant();
            if (!instant.isBefore(FIRST) && !instant.isAfter(LAST)) {
                return instant;
            }
            throw new DateTimeException("no record has such a timestamp");
        } catch (DateTimeException malformed) {
            throw new IllegalArgumentException(
                    name + " must be an instant such as 2026-11-21T18:00:00Z, but is '" + written + "'", malformed);
        }
    }
}
