package io.redrive.sample.demo;

import io.redrive.sample.gateway.GatewayScenario;
import io.redrive.sample.orders.Order;
import io.redrive.sample.orders.OrderPublisher;
import java.nio.charset.StandardCharsets;

/** An entry of the stream. */
public sealed interface DemoOrder {

    /** Returns the id, which is the key of the record. */
    String id();

    /** Publishes the entry. */
    void publish(OrderPublisher publisher);

    /**
     * A real order.
     *
     * @param order the order
     * @param scenario how the gateway treats it
     */
    record Payable(Order order, GatewayScenario scenario) implements DemoOrder {
        @Override
        public String id() {
            return order.id();
        }

        @Override
        public void publish(OrderPublisher publisher) {
            publisher.publish(order);
        }
    }

    /**
     * Something no order can be read from.
     *
     * @param id key of the record
     * @param text its bytes, one per character
     */
    record Malformed(String id, String text) implements DemoOrder {

        /** Returns the value of the record. */
        public byte[] payload() {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public void publish(OrderPublisher publisher) {
            publisher.publish(id, payload(), text.length() + " bytes that are no order");
        }
    }
}
