package io.redrive.campaign.journal;

import java.util.List;

/**
 * An instance has reported that no topic accepts a record.
 *
 * @param origin where the record was read first
 * @param nanos when it was, as {@link Time#nanos}
 */
public record Parked(Place origin, long nanos) implements Entry {

    @Override
    public List<?> fields() {
        return List.of(origin.topic(), origin.partition(), origin.offset(), nanos);
    }
}
