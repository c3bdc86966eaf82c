package io.redrive.deadletter;

import java.util.Comparator;

/**
 * Where a dead letter lies.
 *
 * @param topic name of its dead-letter topic
 * @param partition number of the partition
 * @param offset its offset there
 */
public record DeadLetterAddress(String topic, int partition, long offset) implements Comparable<DeadLetterAddress> {

    private static final Comparator<DeadLetterAddress> ORDER = Comparator.comparing(DeadLetterAddress::topic)
            .thenComparingInt(DeadLetterAddress::partition)
            .thenComparingLong(DeadLetterAddress::offset);

    /**
     * Reads an address within a topic as {@link #id()} writes it.
     *
     * @throws IllegalArgumentException when it is none; the message says what is wrong
     */
    public static DeadLetterAddress of(String topic, String id) {
        int colon = id.indexOf(':');
        try {
            DeadLetterAddress address = new DeadLetterAddress(
                    topic,
                    Integer.parseInt(id.substring(0, Math.max(0, colon))),
                    Long.parseLong(id.substring(colon + 1)));
            if (address.partition >= 0 && address.offset >= 0) {
                return address;
            }
        } catch (NumberFormatException ignored) {
            // Told below.
        }
        throw new IllegalArgumentException(
                "'" + id + "' is no dead letter: it must be a partition and an offset, such as 0:41");
    }

    /** Returns the address within its topic: partition and offset, divided by a colon. */
    public String id() {
        return partition + ":" + offset;
    }

    @Override
    public int compareTo(DeadLetterAddress other) {
        return ORDER.compare(this, other);
    }
}
