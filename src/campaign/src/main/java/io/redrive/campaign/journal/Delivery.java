package io.redrive.campaign.journal;

import java.util.List;

/**
 * A moment of one call of a listener.
 *
 * @param moment which
 * @param place where the record was read
 * @param subject the record
 * @param dueAtMs due time by the record's header, 0 on the main topic
 * @param time when it was
 */
public record Delivery(Moment moment, Place place, Subject subject, long dueAtMs, Time time) implements Entry {

    /** What the listener is about to do. */
    public enum Moment {
        /** To begin. */
        BEGUN,
        /** To return. */
        DONE,
        /** To throw. */
        FAILED
    }

    /**
     * A record as the listener sees it.
     *
     * @param number tells records apart, the same on every topic
     * @param attempt number of the attempt by the record's header, 1 on the main topic
     * @param checksum checksum of key and value
     */
    public record Subject(int number, int attempt, long checksum) {}

    static Delivery of(List<String> fields) {
        return new Delivery(
                Moment.valueOf(fields.get(0)),
                Place.of(fields.subList(1, 4)),
                new Subject(
                        Integer.parseInt(fields.get(4)),
                        Integer.parseInt(fields.get(5)),
                        Long.parseLong(fields.get(6))),
                Long.parseLong(fields.get(7)),
                Time.of(fields.subList(8, 10)));
    }

    /** Returns the number of the record. */
    public int number() {
        return subject.number;
    }

    /** Returns the number of the attempt. */
    public int attempt() {
        return subject.attempt;
    }

    @Override
    public List<?> fields() {
        return List.of(
                moment,
                place.topic(),
                place.partition(),
                place.offset(),
                subject.number,
                subject.attempt,
                subject.checksum,
                dueAtMs,
                time.wallMs(),
                time.nanos());
    }
}
