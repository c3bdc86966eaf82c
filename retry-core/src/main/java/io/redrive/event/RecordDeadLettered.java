package io.redrive.event;

import io.redrive.RecordFailure;
import org.jspecify.annotations.Nullable;

/**
 * A record is in a dead-letter topic.
 *
 * @param listenerId id of the listener
 * @param origin where the record was read first
 * @param attempt number of the last attempt
 * @param topic dead-letter topic
 * @param reason why it is dead, as its header {@code redrive_dead-letter-reason} says
 * @param failure what it failed with last, or null when there was no room for it
 */
public record RecordDeadLettered(
        String listenerId,
        RecordPosition origin,
        int attempt,
        String topic,
        String reason,
        @Nullable RecordFailure failure)
        implements RetryEvent {}
