package io.redrive;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a listener that knows when its next attempt makes sense, such as from the {@code Retry-After} of an HTTP answer.
 * The record waits that long before its next attempt, in place of the delay that is configured and without jitter; the
 * delivery counts as an attempt as any other that fails.
 *
 * <p>It may also be a cause of what the listener throws. Where it is found, neither includes nor excludes of the listener
 * matter. It means nothing to a dead-letter handler, nor to a listener that is left to spring-kafka.
 */
public class RetryAfterException extends RedriveException {

    /** The longest delay that can be asked for; a longer one is shortened to it. */
    public static final Duration LONGEST = Duration.ofDays(30);

    private static final long serialVersionUID = 1L;

    private final Duration delay;

    /**
     * Creates an exception.
     *
     * @param delay how long the record waits at least; a negative one counts as zero, as for an instant that is over
     */
    public RetryAfterException(Duration delay) {
        this(delay, "the listener asks for another attempt after " + delay, null);
    }

    /** Creates an exception with a message. */
    public RetryAfterException(Duration delay, String message) {
        this(delay, message, null);
    }

    /** Creates an exception with a cause. */
    public RetryAfterException(Duration delay, @Nullable Throwable cause) {
        this(delay, "the listener asks for another attempt after " + delay, cause);
    }

    /** Creates an exception with a message and a cause. */
    public RetryAfterException(Duration delay, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.delay = bounded(Objects.requireNonNull(delay));
    }

    /** Returns how long the record waits at least, from zero to {@link #LONGEST}. */
    public final Duration delay() {
        return delay;
    }

    private static Duration bounded(Duration delay) {
        if (delay.isNegative()) {
            return Duration.ZERO;
        }
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }
}
