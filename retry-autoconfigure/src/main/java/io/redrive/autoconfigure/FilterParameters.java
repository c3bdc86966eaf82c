package io.redrive.autoconfigure;

import io.redrive.deadletter.DeadLetterFilter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters that endpoints have in common: the parts of a {@link DeadLetterFilter}. */
final class FilterParameters {

    private static final List<String> NAMES =
            List.of("partition", "fromOffset", "toOffset", "from", "to", "key", "header", "exception", "text", "group");

    private FilterParameters() {}

    /**
     * Returns those that are given, by name.
     *
     * @param given all of them, in the order in which every endpoint has them
     */
    static Map<String, String> of(@Nullable String... given) {
        if (given.length != NAMES.size()) {
            throw new IllegalStateException("there are " + NAMES.size() + " parts of a filter, not " + given.length);
        }
        Map<String, String> parts = new HashMap<>();
        for (int i = 0; i < given.length; i++) {
            String value = given[i];
            if (value != null) {
                parts.put(NAMES.get(i), value);
            }
        }
        return parts;
    }
}
