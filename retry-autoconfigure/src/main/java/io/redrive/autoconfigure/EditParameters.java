package io.redrive.autoconfigure;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redrive.redrive.RedriveEdit;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants to be new. What cannot be meant is refused with an {@link IllegalArgumentException} that says what would be
 * right.
 *
 * @param value the value, or null
 * @param valueBase64 the value in Base64, or null
 * @param tombstone whether there is no value
 * @param key the key, or null
 * @param keyBase64 the key in Base64, or null
 * @param headers a line for each header, {@code name:value}, or its name alone when it is removed; or null
 */
record EditParameters(
        @Nullable String value,
        @Nullable String valueBase64,
        @Nullable String tombstone,
        @Nullable String key,
        @Nullable String keyBase64,
        @Nullable String headers) {

    @SuppressWarnings("NullAway") // It does not see, in another module, that what is new may be null.
    RedriveEdit edit() {
        RedriveEdit edit = RedriveEdit.NONE;
        boolean removed = RedriveParameters.flag("tombstone", tombstone);
        byte[] newValue = bytes("value", value, valueBase64);
        if (removed && newValue != null) {
            throw new IllegalArgumentException("a value and tombstone=true exclude each other");
        }
        if (removed || newValue != null) {
            edit = edit.withValue(newValue);
        }
        byte[] newKey = bytes("key", key, keyBase64);
        if (newKey != null) {
            edit = edit.withKey(newKey);
        }
        if (headers != null) {
            for (String line : headers.lines().toList()) {
                edit = header(edit, line);
            }
        }
        if (edit.isEmpty()) {
            throw new IllegalArgumentException(
                    "nothing is changed: give value, valueBase64, tombstone, key, keyBase64 or headers");
        }
        return edit;
    }

    private static byte @Nullable [] bytes(String name, @Nullable String text, @Nullable String base64) {
        if (text != null && base64 != null) {
            throw new IllegalArgumentException(name + " and " + name + "Base64 exclude each other");
        }
        if (base64 == null) {
            return text == null ? null : text.getBytes(UTF_8);
        }
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(name + "Base64 is not in Base64: " + malformed.getMessage(), malformed);
        }
    }

    @SuppressWarnings("NullAway") // As above.
    private static RedriveEdit header(RedriveEdit edit, String line) {
        int colon = line.indexOf(':');
        String name = (colon < 0 ? line : line.substring(0, colon)).strip();
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    "headers must have lines such as name:value, but there is '" + line + "'");
        }
        return edit.withHeader(
                name, colon < 0 ? null : line.substring(colon + 1).getBytes(UTF_8));
    }
}
