package io.redrive.sample.settlement;

import io.redrive.KafkaRetry;
import io.redrive.sample.orders.Order;
import io.redrive.sample.orders.OrderTopics;
import io.redrive.sample.story.Delivery;
import io.redrive.sample.story.OrderEvent;
import io.redrive.sample.story.OrderStory;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/**
 * Settles orders. It just throws when an order cannot be settled: Redrive delivers the order again when it is due, while the
 * orders behind it go on, and gives it up after the last attempt or at once if the payment was declined.
 */
@Component
class SettlementListener {

    /** Dead letters of this listener; the name follows from its topic and its group. */
    static final String DEAD_LETTERS = OrderTopics.ORDERS + "-settlement-dlt";

    private final PaymentGateway gateway;
    private final Settlements settlements;
    private final OrderStory story;
    private final InstantSource time;

    SettlementListener(PaymentGateway gateway, Settlements settlements, OrderStory story, InstantSource time) {
        this.gateway = gateway;
        this.settlements = settlements;
        this.story = story;
        this.time = time;
    }

    @KafkaListener(id = "settlement", topics = OrderTopics.ORDERS, concurrency = "3")
    @KafkaRetry(
            attempts = "5",
            delay = "500ms",
            multiplier = "2",
            maxDelay = "5s",
            jitter = "0.1",
            exclude = PaymentDeclined.class)
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
