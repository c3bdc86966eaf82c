package io.redrive.sample.settlement;

import io.redrive.sample.orders.Order;
import io.redrive.sample.story.Delivery;
import io.redrive.sample.story.OrderEvent;
import io.redrive.sample.story.OrderStory;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.stereotype.Component;

/** Settles an order, or throws when it cannot be settled; and tells of either. */
@Component
class Settlement {

    private final PaymentGateway gateway;
    private final Settlements settlements;
    private final OrderStory story;
    private final InstantSource time;

    Settlement(PaymentGateway gateway, Settlements settlements, OrderStory story, InstantSource time) {
        this.gateway = gateway;
        this.settlements = settlements;
        this.story = story;
        this.time = time;
    }

    void settle(ConsumerRecord<String, Order> record) {
        Delivery delivery = RetryHeaders.delivery(record.headers(), time.instant());
        Order order = record.value();
        try {
            String reference = gateway.pay(order);
            boolean recorded = settlements.add(order, reference, time.instant());
            story.tell(order.id(), new OrderEvent.Settled(delivery, reference, recorded));
        } catch (RuntimeException e) {
            story.tell(order.id(), new OrderEvent.Failed(delivery, String.valueOf(e.getMessage())));
            throw e;
        }
    }
}
