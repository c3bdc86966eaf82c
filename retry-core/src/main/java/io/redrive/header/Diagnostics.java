package io.redrive.header;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a forwarded record tells of its last failure, bounded so that it can be written.
 *
 * @param exception class of the exception that reached the container
 * @param cause class of the failure itself
 * @param message its message, or null when it has none or it is switched off
 * @param stackTrace its stack trace, or null when switched off
 */
public record Diagnostics(
        String exception,
        String cause,
        @Nullable String message,
        @Nullable String stackTrace) {

    private static final int MOST_BYTES_PER_CHAR = 3;

    /**
     * Describes a failure.
     *
     * @param wrapper the exception that reached the container
     * @param failure what the listener threw
     * @param text how much of its text is told
     */
    public static Diagnostics of(Throwable wrapper, Throwable failure, ExceptionText text) {
        return new Diagnostics(
                wrapper.getClass().getName(),
                failure.getClass().getName(),
                text.messageBytes() == 0 ? null : bounded(message(failure), text.messageBytes()),
                text.stackTraceBytes() == 0 ? null : bounded(stackTrace(failure), text.stackTraceBytes()));
    }

    /** Returns these diagnostics without message and stack trace. */
    public Diagnostics shortened() {
        return new Diagnostics(exception, cause, null, null);
    }

    private static @Nullable String message(Throwable failure) {
        try {
            return failure.getMessage();
        } catch (RuntimeException hostile) {
            return null;
        }
    }

    private static @Nullable String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        try {
            failure.printStackTrace(new PrintWriter(text, true));
        } catch (RuntimeException hostile) {
            return null;
        }
        return text.toString();
    }

    /** Returns as much of the text as fits into {@code longest} bytes of UTF-8. */
    private static @Nullable String bounded(@Nullable String text, int longest) {
        if (text == null || text.length() <= longest / MOST_BYTES_PER_CHAR) {
            return text;
        }
        // One character more than can fit, so that what this cuts in half is cut off below.
        byte[] bytes = text.substring(0, Math.min(text.length(), longest + 1)).getBytes(StandardCharsets.UTF_8);
        int end = Math.min(bytes.length, longest);
        // A cut must not leave half a character.
        while (end > 0 && end < bytes.length && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
