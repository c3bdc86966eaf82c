package io.redrive.event;

import io.redrive.RecordFailure;
import org.jspecify.annotations.Nullable;

/**
 * A record is given up, because its listener has no dead-letter topic.
 *
 * @param listenerId id of the listener
 * @param origin where the record was read first
 * @param attempt number of the last attempt
 * @param reason why it gets no further attempt
 * @param failure what it failed with last, or null when that is not known
 */
public record RecordDropped(
        String listenerId,
        RecordPosition origin,
        int attempt,
        String reason,
        @Nullable RecordFailure failure) implements RetryEvent {}
