package io.redrive.log;

import io.redrive.redact.Redaction;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;

/** Logs each cause at most once per interval. Thread-safe. */
public final class QuietLog {

    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final FailureText text;
    private final Map<String, Long> lastLogged = new ConcurrentHashMap<>();

    /** Creates a log with an interval of one minute that tells everything. */
    public QuietLog(InstantSource clock) {
        this(clock, Redaction.NONE);
    }

    /** Creates a log with an interval of one minute. */
    public QuietLog(InstantSource clock, Redaction redaction) {
        this.clock = clock;
        this.text = new FailureText(redaction);
    }

    /** Returns a text as it may be told, in this log and elsewhere. */
    public String told(String what) {
        return text.lines(what);
    }

    /** Logs a warning unless one of the same cause was logged within the interval. */
    public void warn(Logger log, String cause, Supplier<String> message) {
        if (isDue(cause)) {
            log.warn(told(message.get()));
        }
    }

    /** Logs an error unless one of the same cause was logged within the interval. */
    public void error(Logger log, String cause, Supplier<String> message) {
        if (isDue(cause)) {
            log.error(told(message.get()));
        }
    }

    private boolean isDue(String cause) {
        long now = clock.millis();
        Long last = lastLogged.get(cause);
        if (last != null && now - last < INTERVAL.toMillis() && now >= last) {
            return false;
        }
        // Two threads may both log once; what counts is that neither floods.
        lastLogged.put(cause, now);
        return true;
    }
}
