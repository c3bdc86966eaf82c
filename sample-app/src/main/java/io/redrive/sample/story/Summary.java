package io.redrive.sample.story;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What became of the published orders, counted from what was recorded while it happened.
 *
 * @param published orders the broker has confirmed
 * @param settledByAttempt settled orders by the attempt that settled them
 * @param deadByReason orders in the dead-letter topic by reason
 * @param open orders that are neither
 * @param settledAndDead orders that are both, which must not be
 * @param bookkeeping whether the database tells the same
 * @param lateness how late the retries were
 */
public record Summary(
        int published,
        SortedMap<Integer, Long> settledByAttempt,
        SortedMap<String, Long> deadByReason,
        int open,
        long settledAndDead,
        Bookkeeping bookkeeping,
        Lateness lateness) {

    /**
     * Sums up.
     *
     * @param histories histories of orders; only those that were published from here count as published
     * @param settledInDatabase ids of the orders settled according to the database, one per row
     */
    public static Summary of(Collection<OrderHistory> histories, List<String> settledInDatabase) {
        List<OrderHistory> published = histories.stream()
                .filter(order -> order.has(OrderEvent.Published.class))
                .filter(order -> order.state() != OrderState.NOT_PUBLISHED)
                .toList();
        List<OrderHistory> settled = in(OrderState.SETTLED, published);
        return new Summary(
                published.size(),
                countBy(Summary::settlingAttempt, settled),
                countBy(Summary::reason, in(OrderState.DEAD, published)),
                in(OrderState.OPEN, published).size(),
                settled.stream()
                        .filter(order -> order.has(OrderEvent.Dead.class))
                        .count(),
                Bookkeeping.of(histories, settledInDatabase),
                Lateness.of(latenesses(published)));
    }

    /** Returns the number of settled orders. */
    public long settled() {
        return sum(settledByAttempt);
    }

    /** Returns the number of dead orders. */
    public long dead() {
        return sum(deadByReason);
    }

    /** Returns whether every published order is either settled or dead. */
    public boolean complete() {
        return published == settled() + dead() && settledAndDead == 0;
    }

    /** Returns whether nothing was lost, nothing settled twice and nothing attempted before it was due. */
    public boolean flawless() {
        return complete() && bookkeeping.right() && lateness.early() == 0;
    }

    private static List<OrderHistory> in(OrderState state, List<OrderHistory> orders) {
        return orders.stream().filter(order -> order.state() == state).toList();
    }

    private static <K extends Comparable<K>> SortedMap<K, Long> countBy(
            Function<OrderHistory, K> key, List<OrderHistory> orders) {
        return orders.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.counting()));
    }

    private static int settlingAttempt(OrderHistory order) {
        return order.events(OrderEvent.Settled.class).get(0).delivery().attempt();
    }

    private static String reason(OrderHistory order) {
        return order.events(OrderEvent.Dead.class).get(0).reason();
    }

    private static List<Duration> latenesses(List<OrderHistory> orders) {
        return orders.stream()
                .flatMap(order -> order.events().stream())
                .map(OrderEvent::delivery)
                .filter(Objects::nonNull)
                .map(Delivery::lateness)
                .filter(Objects::nonNull)
                .toList();
    }

    private static long sum(SortedMap<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
