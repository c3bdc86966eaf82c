package io.redrive.log;

import java.time.InstantSource;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets {@value #BURST} lines of each kind and type of failure pass per {@value #WINDOW_MS} ms, and counts the rest.
 * Thread-safe.
 */
final class Bursts {

    private static final int BURST = 10;
    private static final long WINDOW_MS = 10_000;
    private static final int MOST_TYPES = 1_000;

    private final InstantSource clock;
    private final BiConsumer<String, Long> leftOut;
    private final Map<Kind, Window> windows = new ConcurrentHashMap<>();

    /**
     * Creates a limit.
     *
     * @param leftOut is told how many lines of which kind were left out
     */
    Bursts(InstantSource clock, BiConsumer<String, Long> leftOut) {
        this.clock = clock;
        this.leftOut = leftOut;
    }

    boolean mayWrite(String kind, Throwable failure) {
        Kind key = new Kind(kind, windows.size() < MOST_TYPES ? failure.getClass() : null);
        long now = clock.millis();
        Window known = windows.get(key);
        Window window = known != null ? known : windows.computeIfAbsent(key, unused -> new Window(now));
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

    /** Tells what was left out, where the time to do so has come; cheap, to be called often. */
    void flush() {
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

    private void tellLeftOut(Kind key, Window window) {
        if (window.leftOut > 0) {
            leftOut.accept(key.toString(), window.leftOut);
        }
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
