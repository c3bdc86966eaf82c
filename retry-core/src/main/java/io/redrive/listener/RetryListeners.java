package io.redrive.listener;

import io.redrive.forward.KafkaForwarder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The listeners of the application whose failures are retried. Thread-safe. */
public final class RetryListeners {

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    /**
     * A listener and what forwards its records.
     *
     * @param listener the listener
     * @param forwarder what writes to its retry topics
     */
    public record Entry(RetryListener listener, KafkaForwarder forwarder) {}

    /** Adds a listener. */
    public void add(RetryListener listener, KafkaForwarder forwarder) {
        entries.add(new Entry(listener, forwarder));
    }

    /** Returns all listeners. */
    public List<Entry> all() {
        return List.copyOf(entries);
    }
}
