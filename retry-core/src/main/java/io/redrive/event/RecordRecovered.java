package io.redrive.event;

/**
 * A record that had failed before was processed.
 *
 * @param listenerId id of the listener
 * @param origin where the record was read first
 * @param attempt number of the attempt that succeeded
 */
public record RecordRecovered(String listenerId, RecordPosition origin, int attempt) implements RetryEvent {}
