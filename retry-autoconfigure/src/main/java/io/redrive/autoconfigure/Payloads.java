package io.redrive.autoconfigure;

import io.redrive.header.DeadLetterReader;
import java.util.LinkedHashMap;
import java.util.Map;

/** What of a selection of dead letters is in their records: keys, values, and values of the application's headers. */
final class Payloads {

    private static final String HIDDEN = "******";

    private Payloads() {}

    /** Whether a selection asks for what is in records. */
    static boolean areIn(Map<String, String> selection) {
        return selection.entrySet().stream().anyMatch(part -> isPayload(part.getKey(), part.getValue()));
    }

    /** Whether a part of a selection is in records. */
    static boolean isPayload(String name, String value) {
        return switch (name) {
            case "key", "text" -> true;
            case "header" -> value.contains(":") && !DeadLetterReader.isControl(value);
            default -> false;
        };
    }

    /** Returns a selection as it is told where nobody knows who reads it. */
    static Map<String, String> hidden(Map<String, String> selection) {
        Map<String, String> told = new LinkedHashMap<>(selection);
        told.replaceAll((name, value) -> isPayload(name, value) ? HIDDEN : value);
        return told;
    }
}
