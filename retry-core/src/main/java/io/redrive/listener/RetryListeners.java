package io.redrive.listener;

import io.redrive.forward.KafkaForwarder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The listeners of the application whose failures are retried. Thread-safe. */
public final class RetryListeners {

    private final List<Entry> entries = new ArrayList<>();
    private @Nullable Consumer<Entry> onAdded;

    /**
     * A listener and what forwards its records.
     *
     * @param listener the listener
     * @param forwarder what writes to its retry topics
     * @param retiredReaders what reads the retry topics that it does not write to any more
     */
    public record Entry(RetryListener listener, KafkaForwarder forwarder, RetiredReaders retiredReaders) {}

    /**
     * Adds a listener, in place of an earlier one of the same id, and tells whoever watches.
     *
     * @return whether anybody watches: the listener is a late one then, as the application has started
     * @throws RuntimeException what the watcher throws; then the listener is not added
     */
    public boolean add(RetryListener listener, KafkaForwarder forwarder, RetiredReaders retiredReaders) {
        Entry entry = new Entry(listener, forwarder, retiredReaders);
        Consumer<Entry> watcher;
        synchronized (this) {
            String id = listener.topology().listenerId();
            entries.removeIf(each -> each.listener().topology().listenerId().equals(id));
            entries.add(entry);
            watcher = onAdded;
        }
        if (watcher == null) {
            return false;
        }
        try {
            watcher.accept(entry);
        } catch (RuntimeException refused) {
            synchronized (this) {
                entries.remove(entry);
            }
            throw refused;
        }
        return true;
    }

    /** Returns all listeners. */
    public synchronized List<Entry> all() {
        return List.copyOf(entries);
    }

    /** Returns all listeners; of those added from now on the watcher is told, on the thread that adds them. */
    public synchronized List<Entry> watch(Consumer<Entry> watcher) {
        onAdded = watcher;
        return all();
    }

    /** Ends what {@link #watch} began. */
    public synchronized void unwatch() {
        onAdded = null;
    }
}
