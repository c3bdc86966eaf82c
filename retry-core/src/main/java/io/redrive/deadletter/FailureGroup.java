package io.redrive.deadletter;

import java.time.Instant;

/**
 * Unresolved dead letters of one topic with one cause.
 *
 * @param cause the cause
 * @param count how many there are
 * @param firstSeen timestamp of the oldest
 * @param lastSeen timestamp of the newest
 * @param sample one of the newest
 */
public record FailureGroup(
        FailureCause cause, long count, Instant firstSeen, Instant lastSeen, DeadLetterAddress sample) {}
