package io.redrive.redrive;

import io.redrive.deadletter.DeadLetter;
import io.redrive.deadletter.DeadLetterAddress;
import io.redrive.deadletter.DeadLetterFilter;
import io.redrive.deadletter.Fingerprint;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which dead letters of a topic are meant.
 *
 * @param topic the dead-letter topic
 * @param filter those that match
 * @param ids of these, those with one of these ids, such as {@code 0:41}; all of them when there are none
 */
public record RedriveSelection(String topic, DeadLetterFilter filter, Set<String> ids) {

    /** As many ids may be listed; for more there is the filter. */
    public static final int MOST_IDS = 1_000;

    /**
     * Checks the ids and copies them.
     *
     * @throws IllegalArgumentException when one cannot be an id, or there are too many
     */
    public RedriveSelection {
        ids.forEach(id -> DeadLetterAddress.of(topic, id));
        if (ids.size() > MOST_IDS) {
            throw new IllegalArgumentException("there are " + ids.size() + " ids, but " + MOST_IDS + " are the most");
        }
        ids = Set.copyOf(ids);
    }

    /** Returns all dead letters of a topic. */
    public static RedriveSelection all(String topic) {
        return new RedriveSelection(topic, DeadLetterFilter.everything(), Set.of());
    }

    /** Returns those that match a filter. */
    public static RedriveSelection matching(String topic, DeadLetterFilter filter) {
        return new RedriveSelection(topic, filter, Set.of());
    }

    /** Returns those of a group. */
    public static RedriveSelection group(String topic, Fingerprint fingerprint) {
        return matching(topic, DeadLetterFilter.of(Map.of("group", fingerprint.value())));
    }

    /** Returns single ones, by their ids. */
    public static RedriveSelection records(String topic, Collection<String> ids) {
        if (ids.isEmpty()) {
            throw new IllegalArgumentException("there is no id");
        }
        return new RedriveSelection(topic, DeadLetterFilter.everything(), new TreeSet<>(ids));
    }

    /** Returns what it says of the records, by name: the parts of its filter, and {@code ids}, divided by commas. */
    public Map<String, String> parts() {
        Map<String, String> parts = new TreeMap<>(filter.parts());
        if (!ids.isEmpty()) {
            parts.put("ids", String.join(",", new TreeSet<>(ids)));
        }
        return parts;
    }

    /** Whether a dead letter is meant. */
    public boolean matches(DeadLetter letter) {
        return (ids.isEmpty() || ids.contains(letter.address().id())) && filter.matches(letter);
    }
}
