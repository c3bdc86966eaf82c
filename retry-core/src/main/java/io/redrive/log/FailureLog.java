package io.redrive.log;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the failures of one listener: a failed attempt as one WARN line, a dead letter as one ERROR line with the stack.
 * Of each kind of line and type of failure, {@value #BURST} are written per {@value #WINDOW_MS} ms; how many were left out
 * is written when that time is over. Keys and payloads are never written. Thread-safe.
 */
public final class FailureLog {

    private static final Logger log = LoggerFactory.getLogger("io.redrive.failures");

    private static final int BURST = 10;
    private static final long WINDOW_MS = 10_000;
    private static final int LONGEST_CAUSE = 300;
    private static final int MOST_TYPES = 1_000;

    private final String listener;
    private final InstantSource clock;
    private final DateTimeFormatter time;
    private final Map<Kind, Window> windows = new ConcurrentHashMap<>();

    /** Creates the log of a listener. */
    public FailureLog(String listener, InstantSource clock, ZoneId zone) {
        this.listener = listener;
        this.clock = clock;
        this.time = DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(zone);
    }

    /**
     * Where a record is.
     *
     * @param topic topic
     * @param partition partition
     * @param offset offset
     */
    public record Position(String topic, int partition, long offset) {

        @Override
        public String toString() {
            return topic + "-" + partition + "@" + offset;
        }
    }

    /** Tells of a failed attempt that is followed by another. */
    public void retrying(Position at, int attempt, int attempts, long dueAtMs, Throwable failure) {
        if (mayWrite("retry", failure)) {
            log.warn(
                    "[{}] {} failed attempt {} of {}, next due {}: {}",
                    listener,
                    at,
                    attempt,
                    attempts,
                    time.format(Instant.ofEpochMilli(dueAtMs)),
                    cause(failure));
        }
    }

    /** Tells of a record that goes to the dead-letter topic. */
    public void dead(Position at, int attempt, int attempts, String reason, String topic, Throwable failure) {
        if (mayWrite("dead", failure)) {
            error(
                    failure,
                    "[{}] {} is dead ({}) after attempt {} of {}, goes to {}: {}",
                    listener,
                    at,
                    reason,
                    attempt,
                    attempts,
                    topic,
                    cause(failure));
        }
    }

    /** Tells of a record that is given up, because its listener has no dead-letter topic. */
    public void dropped(Position at, int attempt, int attempts, String reason, Throwable failure) {
        if (mayWrite("dropped", failure)) {
            error(
                    failure,
                    "[{}] {} is dropped ({}) after attempt {} of {}, there is no dead-letter topic: {}",
                    listener,
                    at,
                    reason,
                    attempt,
                    attempts,
                    cause(failure));
        }
    }

    /** Tells of a dead letter that its handler failed on; {@code dueAtMs} is null when it is not shown again. */
    public void handlerFailed(Position at, int attempt, int attempts, @Nullable Long dueAtMs, Throwable failure) {
        if (dueAtMs == null) {
            if (mayWrite("handler-gave-up", failure)) {
                error(
                        failure,
                        "[{}] dead-letter handler failed {} times on {}, which stays in its topic and is not shown again: {}",
                        listener,
                        attempt,
                        at,
                        cause(failure));
            }
        } else if (mayWrite("handler", failure)) {
            log.warn(
                    "[{}] dead-letter handler failed on {}, try {} of {}, next {}: {}",
                    listener,
                    at,
                    attempt,
                    attempts,
                    time.format(Instant.ofEpochMilli(dueAtMs)),
                    cause(failure));
        }
    }

    /** Tells of a record that can be written nowhere. */
    public void parked(Position at, String topic, Throwable failure) {
        if (mayWrite("parked", failure)) {
            log.error(
                    "[{}] {} is parked: {} refuses it even without diagnostics ({}). The records behind it go on; its own"
                            + " offset is not committed, so it is delivered again at the next start. Raise"
                            + " max.message.bytes of {}.",
                    listener,
                    at,
                    topic,
                    cause(failure),
                    topic);
        }
    }

    /** Writes how many lines were left out, where the time to do so has come; cheap, to be called often. */
    public void flush() {
        if (windows.isEmpty()) {
            return;
        }
        long now = clock.millis();
        for (Iterator<Map.Entry<Kind, Window>> all = windows.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Kind, Window> each = all.next();
            Window window = each.getValue();
            synchronized (window) {
                if (now - window.start >= WINDOW_MS || now < window.start) {
                    all.remove();
                    tellLeftOut(each.getKey(), window);
                }
            }
        }
    }

    private boolean mayWrite(String kind, Throwable failure) {
        Kind key = new Kind(kind, windows.size() < MOST_TYPES ? failure.getClass() : null);
        long now = clock.millis();
        Window window = windows.computeIfAbsent(key, unused -> new Window(now));
        synchronized (window) {
            if (now - window.start >= WINDOW_MS || now < window.start) {
                tellLeftOut(key, window);
                window.start = now;
                window.written = 0;
                window.leftOut = 0;
            }
            if (window.written < BURST) {
                window.written++;
                return true;
            }
            window.leftOut++;
            return false;
        }
    }

    private static void error(Throwable failure, String format, Object... arguments) {
        try {
            log.atError().setCause(failure).log(format, arguments);
        } catch (RuntimeException hostile) {
            // A failure that throws when its stack is written must not keep its record from going on.
            log.error(format, arguments);
        }
    }

    private void tellLeftOut(Kind key, Window window) {
        if (window.leftOut > 0) {
            log.warn("[{}] {} more lines like these were left out: {}", listener, window.leftOut, key);
        }
    }

    /** Returns type and message of a failure in one line. */
    static String cause(Throwable failure) {
        String message;
        try {
            message = failure.getMessage();
        } catch (RuntimeException hostile) {
            message = null;
        }
        String name = name(failure.getClass());
        if (message == null || message.isEmpty()) {
            return name;
        }
        String cut = message.length() > LONGEST_CAUSE ? message.substring(0, LONGEST_CAUSE) + "..." : message;
        StringBuilder line = new StringBuilder(name).append(": ");
        // Line breaks and escapes in a message must not forge log lines.
        cut.chars().forEach(c -> line.append(isHarmless(c) ? (char) c : ' '));
        return line.toString();
    }

    private static String name(Class<?> type) {
        // Anonymous classes have no simple name.
        String name = type.getName();
        return type.getSimpleName().isEmpty() ? name.substring(name.lastIndexOf('.') + 1) : type.getSimpleName();
    }

    private static boolean isHarmless(int c) {
        int type = Character.getType(c);
        return !Character.isISOControl(c) && type != Character.LINE_SEPARATOR && type != Character.PARAGRAPH_SEPARATOR;
    }

    /** What is limited together. */
    private record Kind(String line, @Nullable Class<?> failure) {

        @Override
        public String toString() {
            return failure == null ? line : line + " " + failure.getName();
        }
    }

    private static final class Window {

        private long start;
        private int written;
        private long leftOut;

        Window(long start) {
            this.start = start;
        }
    }
}
