package io.redrive.sample.orders;

/** Names of the topics. */
public final class OrderTopics {

    /** Orders as JSON with their id as key. */
    public static final String ORDERS = "orders";

    private OrderTopics() {}
}
