package io.redrive.event;

import io.redrive.RecordFailure;

/**
 * No topic accepts a record: it stays where it is, uncommitted, and is delivered again at the next start.
 *
 * @param listenerId id of the listener
 * @param origin where the record was read first
 * @param attempt number of the last attempt
 * @param topic topic that refused it last
 * @param failure why that refused it
 */
public record RecordParked(String listenerId, RecordPosition origin, int attempt, String topic, RecordFailure failure)
        implements RetryEvent {}
