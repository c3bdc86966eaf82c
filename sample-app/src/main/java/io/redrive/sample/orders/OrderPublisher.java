package io.redrive.sample.orders;

import io.redrive.sample.story.OrderEvent;
import io.redrive.sample.story.OrderStory;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Publishes orders and returns when the broker has them. */
@Component
public class OrderPublisher {

    private final KafkaTemplate<String, byte[]> kafka;
    private final JsonMapper json;
    private final OrderStory story;
    private final InstantSource time;

    OrderPublisher(KafkaTemplate<String, byte[]> kafka, JsonMapper json, OrderStory story, InstantSource time) {
        this.kafka = kafka;
        this.json = json;
        this.story = story;
        this.time = time;
    }

    /**
     * Publishes an order as JSON.
     *
     * @throws OrderNotPublishedException if the broker did not confirm it
     */
    public void publish(Order order) {
        publish(order.id(), json.writeValueAsBytes(order), "amount " + order.amount());
    }

    /**
     * Publishes bytes as they are, also such that no order can be read from.
     *
     * @param id key of the record
     * @param payload value of the record
     * @param description what the log says about them
     * @throws OrderNotPublishedException if the broker did not confirm them
     */
    public void publish(String id, byte[] payload, String description) {
        // Told before the send, because the listener may have the record before the sender has the confirmation.
        story.tell(id, new OrderEvent.Published(time.instant(), description));
        try {
            kafka.send(OrderTopics.ORDERS, id, payload).join();
        } catch (CompletionException | KafkaException e) {
            story.tell(id, new OrderEvent.NotPublished(time.instant(), String.valueOf(e.getMessage())));
            throw new OrderNotPublishedException(id, e);
        }
    }
}
