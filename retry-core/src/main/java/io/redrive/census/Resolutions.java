package io.redrive.census;

import io.redrive.deadletter.Fingerprint;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of dead letters that are done with, although they still lie in their topics: redriven, archived or deleted on
 * purpose. Whatever is not among them is unresolved. Thread-safe; answered from memory.
 */
public interface Resolutions {

    /** Where nobody records what was done about dead letters: each of them is unresolved for as long as it exists. */
    Resolutions NONE = (topic, partition, from, to) -> Map.of();

    /**
     * Returns how many dead letters with offsets from {@code from} to below {@code to} are resolved, by fingerprint; without
     * fingerprints of which none is.
     */
    Map<Fingerprint, Long> resolved(String topic, int partition, long from, long to);

    /** Returns the same without those that are archived and nothing else: these are unresolved then. */
    default Resolutions withoutArchived() {
        return this;
    }

    /** Returns what one dead letter is: {@code archived}, {@code redriven}, or null for unresolved. */
    default @Nullable String of(String topic, int partition, long offset) {
        return null;
    }
}
