package io.redrive.campaign.journal;

import java.util.List;

/**
 * The brokers have acknowledged a record of the load.
 *
 * @param script what the record is to go through, its number included; see {@code load.Script}
 * @param place where it is
 * @param checksum checksum of its key and value
 * @param nanos when it was, as {@link Time#nanos}
 */
public record Acknowledged(String script, Place place, long checksum, long nanos) implements Entry {

    static Acknowledged of(List<String> fields) {
        return new Acknowledged(
                fields.get(0),
                Place.of(fields.subList(1, 4)),
                Long.parseLong(fields.get(4)),
                Long.parseLong(fields.get(5)));
    }

    @Override
    public List<?> fields() {
        return List.of(script, place.topic(), place.partition(), place.offset(), checksum, nanos);
    }
}
