package io.redrive.listener;

import io.redrive.consume.RetriesInPlace;
import io.redrive.consume.RetryConsumer;
import io.redrive.consume.TopicRole;
import io.redrive.route.RetryRouter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.listener.ListenerUtils;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.support.KafkaHeaders;

/**
 * Retries a record in its place, a few times, before it is forwarded: for users who prefer that to the records behind it
 * overtaking it. What would not end within half of {@code max.poll.interval.ms} is not begun.
 */
final class BlockingRetries {

    private final List<Duration> delays;
    private final RetriesInPlace inPlace;
    private final RetryRouter router;
    private final MessageListenerContainer container;

    BlockingRetries(RetriesInPlace inPlace, TopicRole role, RetryRouter router, MessageListenerContainer container) {
        this.delays = inPlace.delays(role);
        this.inPlace = inPlace;
        this.router = router;
        this.container = container;
    }

    /** Whether there may be any. */
    boolean isConfigured() {
        return !delays.isEmpty();
    }

    /**
     * Tells a record in a header how often it is delivered in this attempt, where the container was told to. That does so
     * itself for error handlers that count deliveries; ours does not know those that are made here.
     *
     * @param tries how often it was tried again already
     */
    void count(ConsumerRecord<?, ?> record, int tries, RetryConsumer<?, ?> consumer) {
        if (container.getContainerProperties().isDeliveryAttemptHeader()) {
            int delivery = consumer.deliveries().triesBefore(record) + tries + 1;
            record.headers().remove(KafkaHeaders.DELIVERY_ATTEMPT);
            record.headers()
                    .add(
                            KafkaHeaders.DELIVERY_ATTEMPT,
                            ByteBuffer.allocate(Integer.BYTES).putInt(delivery).array());
        }
    }

    /**
     * Waits until the listener may try the record again.
     *
     * @param tries how often it was tried again already
     * @return false when it may not
     * @throws StoppedException when the container was stopped meanwhile
     */
    boolean await(int tries, Throwable failure, RetryConsumer<?, ?> consumer) {
        if (tries >= delays.size() || !inPlace.areFor(failure, router)) {
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
