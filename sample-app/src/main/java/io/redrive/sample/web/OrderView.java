package io.redrive.sample.web;

import io.redrive.sample.story.Delivery;
import io.redrive.sample.story.OrderEvent;
import io.redrive.sample.story.OrderHistory;
import io.redrive.sample.story.OrderState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order as it is shown.
 *
 * @param id its id
 * @param state where it stands
 * @param events what happened to it, in order
 */
record OrderView(String id, OrderState state, List<Event> events) {

    static OrderView of(OrderHistory history) {
        return new OrderView(
                history.id(),
                history.state(),
                history.events().stream().map(Event::of).toList());
    }

    /**
     * Something that happened.
     *
     * @param at when
     * @param outcome what
     * @param attempt number of the attempt, if it was one
     * @param dueAt when the attempt was to be made, if not at once
     * @param latenessMs how much later it was made
     */
    record Event(
            Instant at,
            String outcome,
            @Nullable Integer attempt,
            @Nullable Instant dueAt,
            @Nullable Long latenessMs) {

        static Event of(OrderEvent event) {
            Delivery delivery = event.delivery();
            if (delivery == null) {
                return new Event(event.at(), event.outcome(), null, null, null);
            }
            Duration lateness = delivery.lateness();
            return new Event(
                    event.at(),
                    event.outcome(),
                    delivery.attempt(),
                    delivery.dueAt(),
                    lateness == null ? null : lateness.toMillis());
        }
    }
}
