package io.redrive.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;

/**
 * How long the machine has let this JVM wait: a thread that wants to go on every 50 ms notes when it could not. Bounds of time grow by that,
 * so that a busy machine breaks none and a slow engine does.
 */
final class Stalls {

    private static final long EVERY_MS = 50;
    private static final NavigableMap<Long, Long> LATE = new ConcurrentSkipListMap<>();

    static {
        Thread thread = new Thread(Stalls::watch, "stalls");
        thread.setDaemon(true);
        thread.start();
    }

    private Stalls() {}

    private static void watch() {
        long beforeMs = System.currentTimeMillis();
        while (true) {
            LockSupport.parkNanos(Duration.ofMillis(EVERY_MS).toNanos());
            long nowMs = System.currentTimeMillis();
            long lateMs = nowMs - beforeMs - EVERY_MS;
            if (lateMs > EVERY_MS) {
                LATE.put(nowMs, lateMs);
            }
            beforeMs = nowMs;
        }
    }

    /** Returns now, in milliseconds since the epoch. */
    static long mark() {
        return System.currentTimeMillis();
    }

    /** Returns for how many milliseconds nothing went on since a mark. */
    static long sinceMs(long mark) {
        return LATE.tailMap(mark).entrySet().stream()
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
