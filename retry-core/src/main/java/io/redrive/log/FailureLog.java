package io.redrive.log;

import io.redrive.redact.Redaction;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the failures of one listener: a failed attempt as one WARN line, a dead letter as one ERROR line with the stack,
 * unless its policy says otherwise. Keys and payloads are never written. Thread-safe.
 */
public final class FailureLog {

    private static final Logger log = LoggerFactory.getLogger("io.redrive.failures");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final DateTimeFormatter DATE_AND_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

    private final String listener;
    private final InstantSource clock;
    private final ZoneId zone;
    private final LogPolicy policy;
    private final FailureText text;
    private final Bursts bursts;

    /** Creates the log of a listener with the usual policy. */
    public FailureLog(String listener, InstantSource clock, ZoneId zone) {
        this(listener, clock, zone, LogPolicy.USUAL);
    }

    /** Creates the log of a listener that tells everything. */
    public FailureLog(String listener, InstantSource clock, ZoneId zone, LogPolicy policy) {
        this(listener, clock, zone, policy, Redaction.NONE);
    }

    /** Creates the log of a listener. */
    public FailureLog(String listener, InstantSource clock, ZoneId zone, LogPolicy policy, Redaction redaction) {
        this.text = new FailureText(redaction);
        this.listener = listener;
        this.clock = clock;
        this.zone = zone;
        this.policy = policy;
        this.bursts = new Bursts(
                clock,
                (kind, count) -> log.warn("[{}] {} more lines like these were left out: {}", listener, count, kind));
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
        if (mayWrite(policy.attempts(), "retry", failure)) {
            log.warn(
                    "[{}] {} failed attempt {} of {}, next due {}: {}",
                    listener,
                    at,
                    attempt,
                    attempts,
                    due(dueAtMs),
                    told(failure));
        }
    }

    /** Tells of a record that goes to the dead-letter topic. */
    public void dead(Position at, int attempt, int attempts, String reason, String topic, Throwable failure) {
        if (mayWrite(policy.deadLetters(), "dead", failure)) {
            error(
                    failure,
                    "[{}] {} is dead ({}) after attempt {} of {}, goes to {}: {}",
                    listener,
                    at,
                    reason,
                    attempt,
                    attempts,
                    topic,
                    told(failure));
        }
    }

    /** Tells of a record that is given up, because its listener has no dead-letter topic. */
    public void dropped(Position at, int attempt, int attempts, String reason, Throwable failure) {
        if (mayWrite(policy.deadLetters(), "dropped", failure)) {
            error(
                    failure,
                    "[{}] {} is dropped ({}) after attempt {} of {}, there is no dead-letter topic: {}",
                    listener,
                    at,
                    reason,
                    attempt,
                    attempts,
                    told(failure));
        }
    }

    /** Tells of a dead letter that its handler failed on; {@code dueAtMs} is null when it is not shown again. */
    public void handlerFailed(Position at, int attempt, int attempts, @Nullable Long dueAtMs, Throwable failure) {
        if (dueAtMs == null) {
            if (mayWrite(policy.deadLetters(), "handler-gave-up", failure)) {
                error(
                        failure,
                        "[{}] dead-letter handler failed {} times on {}, which stays in its topic and is not shown again: {}",
                        listener,
                        attempt,
                        at,
                        told(failure));
            }
        } else if (mayWrite(policy.attempts(), "handler", failure)) {
            log.warn(
                    "[{}] dead-letter handler failed on {}, try {} of {}, next {}: {}",
                    listener,
                    at,
                    attempt,
                    attempts,
                    due(dueAtMs),
                    told(failure));
        }
    }

    /** Tells of a record that can be written nowhere. */
    public void parked(Position at, String topic, Throwable failure) {
        if (mayWrite(LogAmount.SUMMARIZED, "parked", failure)) {
            log.error(
                    "[{}] {} is parked: {} refuses it even without diagnostics ({}). The records behind it go on; its own"
                            + " offset is not committed, so it is delivered again at the next start. Raise"
                            + " max.message.bytes of {}.",
                    listener,
                    at,
                    topic,
                    told(failure),
                    topic);
        }
    }

    /** Writes how many lines were left out, where the time to do so has come; cheap, to be called often. */
    public void flush() {
        bursts.flush();
    }

    private boolean mayWrite(LogAmount amount, String kind, Throwable failure) {
        return switch (amount) {
            case SUMMARIZED -> bursts.mayWrite(kind, failure);
            case ALL -> true;
            case OFF -> false;
        };
    }

    private String due(long dueAtMs) {
        LocalDateTime due = LocalDateTime.ofInstant(Instant.ofEpochMilli(dueAtMs), zone);
        LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), zone);
        return (due.toLocalDate().equals(now.toLocalDate()) ? TIME : DATE_AND_TIME).format(due);
    }

    private String told(Throwable failure) {
        return policy.messages() ? text.line(failure) : FailureText.name(failure.getClass());
    }

    private void error(Throwable failure, String format, Object... arguments) {
        Throwable shown = policy.stackTraces() && policy.messages() ? text.shown(failure) : null;
        if (shown == null) {
            log.error(format, arguments);
            return;
        }
        try {
            log.atError().setCause(shown).log(format, arguments);
        } catch (RuntimeException hostile) {
            // A failure that throws when its stack is written must not keep its record from going on.
            log.error(format, arguments);
        }
    }
}
