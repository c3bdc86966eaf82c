package io.redrive.header;

import io.redrive.redact.Redaction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The failures of a record before its last one, a line each: the number of the attempt, when it failed in milliseconds since the
 * epoch, the class of the failure and, after a space, its message. Bounded, however many there were: the first and the newest
 * are kept. Never throws on what it reads.
 */
public final class FailureHistory {

    /** As many bytes it has at most. */
    static final int MOST_BYTES = 2048;

    private static final int LONGEST_TYPE = 192;
    private static final int LONGEST_MESSAGE = 160;
    private static final int FIELDS = 4;
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}+");

    private FailureHistory() {}

    /**
     * One of the failures.
     *
     * @param attempt number of the attempt
     * @param atMs when it failed, in milliseconds since the epoch
     * @param type class of the failure
     * @param message the beginning of its message, or null when it has none or it was not told
     */
    public record Entry(
            int attempt, long atMs, String type, @Nullable String message) {

        private String line() {
            return attempt + " " + atMs + ' ' + type + (message == null ? "" : ' ' + message);
        }
    }

    /**
     * What brought a record to a retry topic.
     *
     * @param attempt number of the attempt that failed
     * @param atMs when that was written, in milliseconds since the epoch
     */
    public record Written(int attempt, long atMs) {}

    /**
     * Returns what a forward of a record tells of its earlier failures: what the record tells already, and the failure that
     * brought it to its retry topic.
     *
     * @param consumed headers of the record as it was consumed from a retry topic
     * @param written what brought it there
     * @param text how much of the text of failures is told
     * @param redaction what must not be told of it, whoever has written it
     */
    public static @Nullable String after(Headers consumed, Written written, ExceptionText text, Redaction redaction) {
        String type = RetryHeaderCodec.failureType(consumed);
        byte[] before = RetryHeaderCodec.value(consumed, HeaderNames.EARLIER_FAILURES);
        if (type == null) {
            return before == null ? null : joined(lines(before));
        }
        String message = text.messageBytes() == 0 ? null : RetryHeaderCodec.failureMessage(consumed);
        Deque<String> lines = before == null ? new ArrayDeque<>() : lines(before);
        lines.add(new Entry(
                        written.attempt(),
                        written.atMs(),
                        plain(type, LONGEST_TYPE).replace(' ', '_'),
                        message == null || message.isBlank() ? null : plain(redaction.of(message), LONGEST_MESSAGE))
                .line());
        return joined(lines);
    }

    /** Reads the failures of a record before its last one, the earliest first; none when its headers do not tell any. */
    public static List<Entry> read(Headers headers) {
        byte[] written = RetryHeaderCodec.value(headers, HeaderNames.EARLIER_FAILURES);
        if (written == null) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        for (String line : lines(written)) {
            Entry entry = entry(line);
            if (entry != null) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private static @Nullable Entry entry(String line) {
        String[] fields = line.split(" ", FIELDS);
        if (fields.length < FIELDS - 1) {
            return null;
        }
        try {
            return new Entry(
                    Integer.parseInt(fields[0]),
                    Long.parseLong(fields[1]),
                    fields[2],
                    fields.length < FIELDS ? null : fields[FIELDS - 1]);
        } catch (NumberFormatException malformed) {
            return null;
        }
    }

    private static Deque<String> lines(byte[] written) {
        Deque<String> lines = new ArrayDeque<>();
        // Whoever wrote more than is allowed has written something else.
        String text = Diagnostics.bounded(
                new String(written, 0, Math.min(written.length, MOST_BYTES), StandardCharsets.UTF_8), MOST_BYTES);
        text.lines().filter(line -> !line.isBlank()).forEach(lines::add);
        return lines;
    }

    private static @Nullable String joined(Deque<String> lines) {
        if (lines.isEmpty()) {
            return null;
        }
        String first = lines.removeFirst();
        int left = MOST_BYTES - size(first);
        Deque<String> newest = new ArrayDeque<>();
        while (!lines.isEmpty() && left >= size(lines.getLast()) + 1) {
            left -= size(lines.getLast()) + 1;
            newest.addFirst(lines.removeLast());
        }
        newest.addFirst(first);
        return String.join("\n", newest);
    }

    private static int size(String line) {
        return line.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String plain(String text, int longest) {
        String cut = Diagnostics.bounded(text.substring(0, Math.min(text.length(), longest)), longest);
        return CONTROLS.matcher(cut).replaceAll(" ").strip();
    }
}
