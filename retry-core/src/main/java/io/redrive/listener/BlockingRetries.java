package io.redrive.listener;

import io.redrive.consume.RetryConsumer;
import io.redrive.route.RetryRouter;
import java.time.Duration;
import java.util.List;
import org.springframework.kafka.listener.ListenerUtils;
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * Retries a record in its place, a few times, before it is forwarded for the first time: for users who prefer that to the
 * records behind it overtaking it. What would not end within half of {@code max.poll.interval.ms} is not begun.
 */
final class BlockingRetries {

    private final List<Duration> delays;
    private final RetryRouter router;
    private final MessageListenerContainer container;

    BlockingRetries(List<Duration> delays, RetryRouter router, MessageListenerContainer container) {
        this.delays = delays;
        this.router = router;
        this.container = container;
    }

    /** Whether there may be any. */
    boolean isConfigured() {
        return !delays.isEmpty();
    }

    /**
     * Waits until the listener may try the record again.
     *
     * @param tries how often it was tried again already
     * @return false when it may not
     * @throws StoppedException when the container was stopped meanwhile
     */
    boolean await(int tries, Throwable failure, RetryConsumer<?, ?> consumer) {
        if (tries >= delays.size() || !router.isRetryable(failure)) {
            return false;
        }
        long delayMs = delays.get(tries).toMillis();
        if (delayMs > consumer.blockableMs()) {
            return false;
        }
        try {
            ListenerUtils.stoppableSleep(container, delayMs);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        }
        if (!container.isRunning()) {
            throw new StoppedException();
        }
        return true;
    }

    /** The container stops before a record that has failed was tried again: its next owner delivers it. */
    static final class StoppedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        StoppedException() {
            super("stopped before the record was tried again", null, false, false);
        }
    }
}
