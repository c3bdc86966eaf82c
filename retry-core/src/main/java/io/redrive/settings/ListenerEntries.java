package io.redrive.settings;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What the configuration says about single listeners.
 *
 * @param byKey the entries, each under what its listener is called in the configuration
 */
public record ListenerEntries(Map<String, ListenerEntry> byKey) {

    /** No entry at all. */
    public static final ListenerEntries NONE = new ListenerEntries(Map.of());

    /** Copies the map. */
    public ListenerEntries {
        byKey = Map.copyOf(byKey);
    }

    /**
     * Returns the entry of a listener. Its key is the listener's id, or what is left of the id where the source of the
     * property can hold no other characters: an environment variable has neither small letters nor dashes.
     */
    public ListenerEntry of(String listenerId) {
        ListenerEntry exact = byKey.get(listenerId);
        if (exact != null) {
            return exact;
        }
        return byKey.values().stream()
                .filter(entry -> isReduced(entry.key(), listenerId))
                .findFirst()
                .orElse(ListenerEntry.NONE);
    }

    /** Returns the keys that stand for none of these listeners, in alphabetical order. */
    public List<String> withoutListener(Set<String> listenerIds) {
        Predicate<String> used = key -> listenerIds.stream().anyMatch(id -> key.equals(id) || isReduced(key, id));
        return byKey.keySet().stream().filter(used.negate()).sorted().toList();
    }

    /**
     * Returns a listener that an entry stands for although it has the very id of another one, by that id; empty when there is
     * none.
     */
    public Map<String, String> ambiguous(Set<String> listenerIds) {
        Map<String, String> ambiguous = new TreeMap<>();
        for (String id : listenerIds) {
            byKey.keySet().stream()
                    .filter(key -> !byKey.containsKey(id) && listenerIds.contains(key) && isReduced(key, id))
                    .forEach(key -> ambiguous.put(key, id));
        }
        return ambiguous;
    }

    private static boolean isReduced(String key, String listenerId) {
        return key.equals(listenerId.replaceAll("[^A-Za-z0-9-]", ""))
                || key.equals(listenerId.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT));
    }
}
