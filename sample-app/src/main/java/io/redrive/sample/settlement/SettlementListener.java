package io.redrive.sample.settlement;

import io.redrive.KafkaRetry;
import io.redrive.sample.orders.Order;
import io.redrive.sample.orders.OrderTopics;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.context.annotation.Profile;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/**
 * Settles orders. It just throws when an order cannot be settled: Redrive delivers the order again when it is due, while the
 * orders behind it go on, and gives it up after the last attempt or at once if the payment was declined.
 */
@Component
@Profile("!yml")
class SettlementListener {

    private final Settlement settlement;

    SettlementListener(Settlement settlement) {
        this.settlement = settlement;
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
        settlement.settle(record);
    }
}
