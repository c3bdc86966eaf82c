package io.redrive.sample.settlement;

import io.redrive.sample.orders.Order;
import io.redrive.sample.orders.OrderTopics;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.context.annotation.Profile;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/** Settles orders as well; all that is said about its retries is in {@code application-yml.yml}. */
@Component
@Profile("yml")
class PlainSettlementListener {

    private final Settlement settlement;

    PlainSettlementListener(Settlement settlement) {
        this.settlement = settlement;
    }

    @KafkaListener(id = "settlement", topics = OrderTopics.ORDERS, concurrency = "3")
    void settle(ConsumerRecord<String, Order> record) {
        settlement.settle(record);
    }
}
