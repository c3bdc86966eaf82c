package io.redrive.deadletter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that failed.
 *
 * @param attempt its number, or null when it is not known
 * @param at when it failed, give or take the time until its outcome was written
 * @param type class of what was thrown, or null when it is not known
 * @param message the beginning of its message, or null when there is none or it was not told
 */
public record FailedAttempt(
        @Nullable Integer attempt,
        Instant at,
        @Nullable String type,
        @Nullable String message) {}
