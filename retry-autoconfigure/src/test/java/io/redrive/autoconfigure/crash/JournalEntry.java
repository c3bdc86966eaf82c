package io.redrive.autoconfigure.crash;

import java.util.List;

/**
 * A line of a journal: a moment of one delivery.
 *
 * @param process the application that had the delivery
 * @param attempt number of the attempt, by the record's header
 * @param dueAtMs due time by the record's header, 0 on the main topic
 * @param atMs time of the moment
 */
record JournalEntry(
        String process,
        Moment moment,
        String topic,
        int partition,
        long offset,
        String value,
        int attempt,
        long dueAtMs,
        long atMs) {

    enum Moment {
        /** Before the listener does anything. */
        DELIVERED,
        /** The listener is about to return. */
        PROCESSED,
        /** The listener is about to throw. */
        FAILED
    }

    Place place() {
        return new Place(topic, partition, offset);
    }

    String line() {
        return String.join(
                "\t",
                List.of(
                        process,
                        moment.name(),
                        topic,
                        String.valueOf(partition),
                        String.valueOf(offset),
                        value,
                        String.valueOf(attempt),
                        String.valueOf(dueAtMs),
                        String.valueOf(atMs)));
    }

    static JournalEntry parse(String line) {
        String[] fields = line.split("\t", -1);
        return new JournalEntry(
                fields[0],
                Moment.valueOf(fields[1]),
                fields[2],
                Integer.parseInt(fields[3]),
                Long.parseLong(fields[4]),
                fields[5],
                Integer.parseInt(fields[6]),
                Long.parseLong(fields[7]),
                Long.parseLong(fields[8]));
    }
}
