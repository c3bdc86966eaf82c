package io.redrive.deadletter;

import java.time.Instant;

/**
 * Unresolved dead letters of one topic with one cause.
 *
 * @param cause the cause
 * @param count how many there are
 * @param firstSeen timestamp of the oldest, or an earlier one
 * @param lastSeen timestamp of the newest, or of one that was resolved beside it
 * @param sample one of the newest, or one that was resolved beside it
 */
public record FailureGroup(
        FailureCause cause, long count, Instant firstSeen, Instant lastSeen, DeadLetterAddress sample) {}
