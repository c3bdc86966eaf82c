package io.redrive.sample.story;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One delivery of an order to the listener.
 *
 * @param attempt number of the attempt, from 1
 * @param dueAt when the attempt was to be made, or null for the first
 * @param deliveredAt when the listener was entered
 */
public record Delivery(int attempt, @Nullable Instant dueAt, Instant deliveredAt) {

    /** Returns how much later than due the delivery was, negative if it was early, or null if it was not due at a time. */
    public @Nullable Duration lateness() {
        return dueAt == null ? null : Duration.between(dueAt, deliveredAt);
    }
}
