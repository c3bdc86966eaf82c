package io.redrive.census;

import java.util.Map;

/**
 * What there is of a topic, as one look at the brokers has shown it.
 *
 * @param look the number of the look; those that came later have higher ones
 * @param id what the topic is identified by: one that was made anew has another one; empty when that is not known
 * @param partitions where the partitions begin and end, by number
 */
public record Present(long look, String id, Map<Integer, Offsets> partitions) {

    /** Copies the map. */
    public Present {
        partitions = Map.copyOf(partitions);
    }
}
