package io.redrive.schedule;

/**
 * A record kept until it is due.
 *
 * @param dueAtMs instant before which it must not be delivered, in milliseconds since the epoch
 * @param offset its offset
 * @param bytes what it occupies in memory, roughly
 * @param payload the record
 * @param <T> type of the record
 */
public record Kept<T>(long dueAtMs, long offset, int bytes, T payload) {}
