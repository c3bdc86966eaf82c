package io.redrive.autoconfigure.audit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that an operator has done.
 *
 * @param operator who, and why
 * @param name what was done, in words with hyphens such as {@code pause-retries}
 * @param selection what it was done to, as it was asked for, in the order in which it is told
 * @param counts how much it was done to, by what is counted, in the order in which it is told
 */
public record OperatorAction(Operator operator, String name, Map<String, String> selection, Map<String, Long> counts) {

    /** Copies the maps. */
    public OperatorAction {
        selection = Collections.unmodifiableMap(new LinkedHashMap<>(selection));
        counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
    }
}
