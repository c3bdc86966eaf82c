package io.redrive.consume;

import io.redrive.event.RetryEvent;
import java.util.function.Supplier;

/** Takes events to whoever wants them. */
public interface RetryEvents {

    /** Nobody wants any. */
    RetryEvents NONE = new RetryEvents() {
        @Override
        public <E extends RetryEvent> void publish(Class<E> type, Supplier<E> event) {}
    };

    /**
     * Publishes an event, if anybody wants events of its type. Never throws, whatever its receivers do.
     *
     * @param event makes the event; not called when nobody wants it
     */
    <E extends RetryEvent> void publish(Class<E> type, Supplier<E> event);
}
