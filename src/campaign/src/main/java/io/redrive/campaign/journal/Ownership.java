package io.redrive.campaign.journal;

import java.util.List;

/**
 * A consumer of an instance has got or given up partitions.
 *
 * @param change which of it
 * @param partitions the partitions as Kafka writes them, such as {@code orders-3}
 * @param nanos when it was, as {@link Time#nanos}
 */
public record Ownership(Change change, List<String> partitions, long nanos) implements Entry {

    /** What happened. */
    public enum Change {
        /** Got. */
        ASSIGNED,
        /** Given up in time to commit. */
        REVOKED,
        /** Taken away; others may have them already. */
        LOST
    }

    static Ownership of(List<String> fields) {
        List<String> partitions =
                fields.get(1).isEmpty() ? List.of() : List.of(fields.get(1).split(",", -1));
        return new Ownership(Change.valueOf(fields.get(0)), partitions, Long.parseLong(fields.get(2)));
    }

    @Override
    public List<?> fields() {
        return List.of(change, String.join(",", partitions), nanos);
    }
}
