package io.redrive.event;

import io.redrive.RecordFailure;
import java.time.Instant;

/**
 * An attempt failed, and the record waits for the next one.
 *
 * @param listenerId id of the listener
 * @param origin where the record was read first
 * @param attempt number of the attempt that failed
 * @param topic retry topic that it waits in
 * @param dueAt instant before which the next attempt is not made
 * @param failure why the attempt failed
 */
public record RecordForwarded(
        String listenerId, RecordPosition origin, int attempt, String topic, Instant dueAt, RecordFailure failure)
        implements RetryEvent {}
