package io.redrive.campaign.journal;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One line of a journal. */
public sealed interface Entry permits Delivery, Ownership, Parked, Sample, Acknowledged, Incident {

    /** Returns the kind and the fields as text, none of which holds a tab or a line break. */
    List<?> fields();

    /** Returns what {@link #parse} reads. */
    default String line() {
        return Stream.concat(
                        Stream.of(getClass().getSimpleName()), fields().stream().map(String::valueOf))
                .collect(Collectors.joining("\t"));
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException for one that no journal has
     */
    static Entry parse(String line) {
        List<String> fields = Arrays.asList(line.split("\t", -1));
        List<String> rest = fields.subList(1, fields.size());
        return switch (fields.get(0)) {
            case "Delivery" -> Delivery.of(rest);
            case "Ownership" -> Ownership.of(rest);
            case "Parked" -> new Parked(Place.of(rest), Long.parseLong(rest.get(3)));
            case "Sample" -> Sample.of(rest);
            case "Acknowledged" -> Acknowledged.of(rest);
            case "Incident" -> Incident.of(rest);
            default -> throw new IllegalArgumentException("No line of a journal: " + line);
        };
    }
}
