package io.redrive.consume;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the consumers of one listener hold, as they told last: when they began to wait for records, and about every second
 * while they are busy; one whose listener takes longer tells nothing meanwhile. Thread-safe.
 */
public final class Holdings {

    private final Map<Object, Holding> byConsumer = new ConcurrentHashMap<>();

    /** Returns what each consumer holds. */
    public List<Holding> all() {
        return byConsumer.values().stream()
                .sorted(Comparator.comparing(Holding::role).thenComparing(Holding::thread))
                .toList();
    }

    void publish(Object consumer, Holding holding) {
        byConsumer.put(consumer, holding);
    }

    void leave(Object consumer) {
        byConsumer.remove(consumer);
    }
}
