package io.redrive.sample.story;

import java.util.Collection;
import java.util.List;

/**
 * Whether the database and the histories tell the same.
 *
 * @param rows settlements in the database
 * @param agrees whether there is one row for each settled order, and no other
 * @param settledTwice ids of orders whose settlement was recorded more than once
 */
public record Bookkeeping(int rows, boolean agrees, List<String> settledTwice) {

    static Bookkeeping of(Collection<OrderHistory> orders, List<String> settledInDatabase) {
        List<String> settled = orders.stream()
                .filter(order -> order.has(OrderEvent.Settled.class))
                .map(OrderHistory::id)
                .sorted()
                .toList();
        List<String> settledTwice = orders.stream()
                .filter(Bookkeeping::isRecordedTwice)
                .map(OrderHistory::id)
                .sorted()
                .toList();
        return new Bookkeeping(
                settledInDatabase.size(),
                settledInDatabase.stream().sorted().toList().equals(settled),
                settledTwice);
    }

    /** Returns whether each settled order is in the database exactly once. */
    public boolean right() {
        return agrees && settledTwice.isEmpty();
    }

    private static boolean isRecordedTwice(OrderHistory order) {
        return order.events(OrderEvent.Settled.class).stream()
                        .filter(OrderEvent.Settled::recorded)
                        .count()
                > 1;
    }
}
