package io.redrive.sample.story;

import java.util.List;
import java.util.stream.Stream;

/**
 * Everything that happened to an order.
 *
 * @param id identifies the order
 * @param events what happened, in order
 */
public record OrderHistory(String id, List<OrderEvent> events) {

    /** Creates a history. */
    public OrderHistory {
        events = List.copyOf(events);
    }

    /** Returns the history with one more event. */
    public OrderHistory with(OrderEvent event) {
        return new OrderHistory(
                id, Stream.concat(events.stream(), Stream.of(event)).toList());
    }

    /** Returns the events of one kind. */
    public <E extends OrderEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Returns whether an event of that kind is among the events. */
    public boolean has(Class<? extends OrderEvent> kind) {
        return events.stream().anyMatch(kind::isInstance);
    }

    /** Returns where the order stands; an order whose money was taken is settled, whatever else happened to it. */
    public OrderState state() {
        if (has(OrderEvent.Settled.class)) {
            return OrderState.SETTLED;
        }
        if (has(OrderEvent.Dead.class)) {
            return OrderState.DEAD;
        }
        return has(OrderEvent.NotPublished.class) ? OrderState.NOT_PUBLISHED : OrderState.OPEN;
    }
}
