package io.redrive.listener;

import io.redrive.consume.TopicRole;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * Whether the retry containers of a listener deliver. Only what was paused here is resumed here: what the application has paused
 * stays so. Thread-safe.
 */
public final class RetryDelivery {

    /** Who starts containers waits for so long, so that they mostly need not be started in order to be paused. */
    private static final long LONGEST_WAIT_MS = 1_000;

    private final Supplier<Collection<ListenerContainer>> containers;
    private final CountDownLatch decided = new CountDownLatch(1);
    private final Set<MessageListenerContainer> paused = Collections.newSetFromMap(new WeakHashMap<>());
    private boolean expected;
    private boolean held;

    RetryDelivery(Supplier<Collection<ListenerContainer>> containers) {
        this.containers = containers;
    }

    /** Holds retries from the start, because somebody will decide in a moment whether they are delivered. */
    public synchronized void expectDecision() {
        if (decided.getCount() > 0) {
            expected = true;
            holdAll();
        }
    }

    /** Lets nothing be delivered of retry topics, also by containers that are made later; may be called again and again. */
    public synchronized void hold() {
        holdAll();
        decided.countDown();
    }

    private void holdAll() {
        held = true;
        containers.get().forEach(this::pause);
    }

    /** Lets retries be delivered again; may be called again and again. */
    public synchronized void release() {
        held = false;
        paused.forEach(MessageListenerContainer::resume);
        paused.clear();
        decided.countDown();
    }

    synchronized void made(ListenerContainer container) {
        if (held) {
            pause(container);
        }
    }

    private void pause(ListenerContainer container) {
        MessageListenerContainer each = container.container();
        if (container.role() == TopicRole.RETRY && !each.isPauseRequested()) {
            each.pause();
            paused.add(each);
        }
    }

    /** Waits a moment for who was expected to decide. */
    void awaitDecision() {
        if (isExpected()) {
            try {
                // Nobody depends on the outcome: containers are paused as long as nothing is decided.
                var unused = decided.await(LONGEST_WAIT_MS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException interruption) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized boolean isExpected() {
        return expected;
    }
}
