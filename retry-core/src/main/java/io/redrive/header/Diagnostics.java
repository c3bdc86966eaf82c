package io.redrive.header;

import io.redrive.redact.Redaction;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a forwarded record tells of its last failure, bounded so that it can be written.
 *
 * @param exception class of the exception that reached the container
 * @param cause class of the failure itself
 * @param around what is written before its message, as spring-kafka does, or null for nothing
 * @param message its message, or null when it has none or it is switched off
 * @param stackTrace its stack trace, or null when switched off
 * @param frame the first frame of the application in its stack trace, or null when there is none or nobody wants it
 * @param earlier the failures before it, as {@link FailureHistory} writes them, or null when there are none
 */
public record Diagnostics(
        String exception,
        String cause,
        @Nullable String around,
        @Nullable String message,
        @Nullable String stackTrace,
        @Nullable String frame,
        @Nullable String earlier) {

    /** Between the message of the exception that reached the container and that of the failure itself. */
    static final String SEPARATOR = "; ";

    private static final int MOST_BYTES_PER_CHAR = 3;
    /** A secret that ends beyond what is told must still be known as one. */
    private static final int LONGEST_SECRET = 1024;

    /** Creates diagnostics of a first failure, with a message of its own. */
    public Diagnostics(String exception, String cause, @Nullable String message, @Nullable String stackTrace) {
        this(exception, cause, null, message, stackTrace, null, null);
    }

    /**
     * Describes a failure.
     *
     * @param wrapper the exception that reached the container
     * @param failure what the listener threw
     * @param text how much of its text is told
     */
    public static Diagnostics of(Throwable wrapper, Throwable failure, ExceptionText text) {
        return of(wrapper, failure, text, Redaction.NONE);
    }

    /**
     * Describes a failure.
     *
     * @param redaction what is taken out of its text
     */
    public static Diagnostics of(Throwable wrapper, Throwable failure, ExceptionText text, Redaction redaction) {
        String around = text.messageBytes() == 0 || !text.withWrapper() || wrapper == failure
                ? null
                : told(message(wrapper), text.messageBytes(), redaction);
        int left = around == null ? text.messageBytes() : text.messageBytes() - bytes(around + SEPARATOR);
        return new Diagnostics(
                wrapper.getClass().getName(),
                failure.getClass().getName(),
                around,
                left <= 0 ? null : told(message(failure), left, redaction),
                text.stackTraceBytes() == 0 ? null : told(stackTrace(failure), text.stackTraceBytes(), redaction),
                null,
                null);
    }

    /** Returns the message as it is written, or null when there is none. */
    @Nullable
    String written() {
        return around == null ? message : around + SEPARATOR + (message == null ? "" : message);
    }

    /** Returns these diagnostics with what failed before. */
    public Diagnostics after(@Nullable String failures) {
        return new Diagnostics(exception, cause, around, message, stackTrace, frame, failures);
    }

    /** Returns these diagnostics with where the application failed. */
    public Diagnostics at(@Nullable String applicationFrame) {
        return new Diagnostics(exception, cause, around, message, stackTrace, applicationFrame, earlier);
    }

    /** Whether anything is left that can be left out. */
    public boolean canBeShortened() {
        return written() != null || stackTrace != null || earlier != null;
    }

    /** Returns these diagnostics without message, stack trace and earlier failures. */
    public Diagnostics shortened() {
        return new Diagnostics(exception, cause, null, null, null, frame, null);
    }

    private static @Nullable String told(@Nullable String text, int longest, Redaction redaction) {
        if (text == null) {
            return null;
        }
        int enough = longest + LONGEST_SECRET;
        return bounded(redaction.of(text.length() > enough ? text.substring(0, enough) : text), longest);
    }

    private static @Nullable String message(Throwable failure) {
        try {
            return failure.getMessage();
        } catch (RuntimeException | StackOverflowError hostile) {
            return null;
        }
    }

    private static @Nullable String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        try {
            failure.printStackTrace(new PrintWriter(text, true));
        } catch (RuntimeException | StackOverflowError hostile) {
            return null;
        }
        return text.toString();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Returns as much of the text as fits into {@code longest} bytes of UTF-8. */
    static String bounded(String text, int longest) {
        if (text.length() <= longest / MOST_BYTES_PER_CHAR) {
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
