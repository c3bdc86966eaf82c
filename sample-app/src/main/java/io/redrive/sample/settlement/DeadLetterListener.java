package io.redrive.sample.settlement;

import io.redrive.sample.orders.OrderTopics;
import io.redrive.sample.story.OrderEvent;
import io.redrive.sample.story.OrderStory;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/**
 * Tells of every order that is dead.
 *
 * <p>A {@link org.springframework.kafka.annotation.DltHandler} next to the listener would be handed orders, and so could not
 * be handed the ones that died because no order can be read from their bytes. This listener of its own group reads the
 * dead-letter topic as bytes and therefore sees all of them.
 */
@Component
class DeadLetterListener {

    /** The name follows from the topic and the group of the listener that settles orders. */
    private static final String DEAD_LETTERS = OrderTopics.ORDERS + "-settlement-dlt";

    private final OrderStory story;
    private final InstantSource time;

    DeadLetterListener(OrderStory story, InstantSource time) {
        this.story = story;
        this.time = time;
    }

    @KafkaListener(
            id = "dead-letter-desk",
            topics = DEAD_LETTERS,
            properties = {
                "value.deserializer=org.apache.kafka.common.serialization.ByteArrayDeserializer",
                "isolation.level=read_committed"
            })
    void onDeadLetter(ConsumerRecord<@Nullable String, byte @Nullable []> record) {
        Headers headers = record.headers();
        String id = record.key() == null ? "without key at " + record.offset() : record.key();
        byte[] payload = record.value();
        story.tell(
                id,
                new OrderEvent.Dead(
                        time.instant(),
                        RetryHeaders.text(headers, "redrive_dead-letter-reason", "unknown"),
                        cause(headers),
                        payload == null ? 0 : payload.length));
    }

    private static String cause(Headers headers) {
        String exception = RetryHeaders.text(headers, "kafka_exception-cause-fqcn", "unknown");
        return exception.substring(exception.lastIndexOf('.') + 1);
    }
}
