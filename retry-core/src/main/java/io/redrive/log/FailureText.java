package io.redrive.log;

import io.redrive.redact.Redaction;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Failures as they may be written into a log: without secrets, and without what would forge lines or steer a terminal. */
final class FailureText {

    private static final int LONGEST_LINE = 300;
    /** A secret that ends beyond what is shown must still be known as one. */
    private static final int LONGEST_SECRET = 1024;

    private static final int DEEPEST = 64;

    private final Redaction redaction;

    FailureText(Redaction redaction) {
        this.redaction = redaction;
    }

    /** Returns type and message of a failure in one line. */
    String line(Throwable failure) {
        String message = message(failure);
        String name = name(failure.getClass());
        if (message == null || message.isEmpty()) {
            return name;
        }
        String told = redaction.of(cut(message, LONGEST_LINE + LONGEST_SECRET));
        String line = told.length() > LONGEST_LINE ? cut(told, LONGEST_LINE) + "..." : told;
        StringBuilder harmless = new StringBuilder(name).append(": ");
        line.codePoints().forEach(c -> harmless.appendCodePoint(isHarmless(c) ? c : ' '));
        return harmless.toString();
    }

    /** Returns a text that may have several lines, of which none after the first begins as a line of the log does. */
    String lines(String text) {
        String told = redaction.of(text);
        if (isHarmless(told)) {
            return told;
        }
        StringBuilder harmless = new StringBuilder();
        told.replace("\r\n", "\n").codePoints().forEach(c -> {
            boolean begins = !harmless.isEmpty() && harmless.charAt(harmless.length() - 1) == '\n';
            if (begins && c != ' ' && c != '\t') {
                harmless.append('\t');
            }
            harmless.appendCodePoint(c == '\n' || c == '\t' || isHarmless(c) ? c : ' ');
        });
        return harmless.toString();
    }

    /** Returns a failure whose stack trace can be written: itself, unless something in it must not be. */
    @Nullable
    Throwable shown(Throwable failure) {
        try {
            return isShown(failure, seen()) ? failure : copy(failure, seen());
        } catch (RuntimeException | StackOverflowError hostile) {
            // One that throws when it is looked at must not keep its record from going on.
            return null;
        }
    }

    static String name(Class<?> type) {
        // Anonymous classes have no simple name.
        String name = type.getName();
        return type.getSimpleName().isEmpty() ? name.substring(name.lastIndexOf('.') + 1) : type.getSimpleName();
    }

    private boolean isShown(@Nullable Throwable failure, Set<Throwable> seen) {
        if (failure == null || seen.size() > DEEPEST || !seen.add(failure)) {
            return true;
        }
        String message = failure.getMessage();
        String text = failure.toString();
        if ((message != null && !lines(message).equals(message)) || !lines(text).equals(text)) {
            return false;
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            if (!isShown(suppressed, seen)) {
                return false;
            }
        }
        return isShown(failure.getCause(), seen);
    }

    private @Nullable Throwable copy(@Nullable Throwable failure, Set<Throwable> seen) {
        if (failure == null || seen.size() > DEEPEST || !seen.add(failure)) {
            return null;
        }
        String message = failure.getMessage();
        ShownFailure shown = new ShownFailure(
                failure.getClass().getName() + (message == null ? "" : ": " + lines(message)),
                copy(failure.getCause(), seen));
        shown.setStackTrace(failure.getStackTrace());
        for (Throwable suppressed : failure.getSuppressed()) {
            Throwable copied = copy(suppressed, seen);
            if (copied != null) {
                shown.addSuppressed(copied);
            }
        }
        return shown;
    }

    private static Set<Throwable> seen() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private static @Nullable String message(Throwable failure) {
        try {
            return failure.getMessage();
        } catch (RuntimeException | StackOverflowError hostile) {
            return null;
        }
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }

    /** Whether no line of a text can be taken for one of the log. */
    private static boolean isHarmless(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
                if (next != ' ' && next != '\t') {
                    return false;
                }
            } else if (c != '\t' && !isHarmless((int) c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
