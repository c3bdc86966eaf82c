package io.redrive.autoconfigure;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What was delivered to the listeners of a test, and when. */
final class Journal {

    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();

    record Delivery(
            String topic, int partition, long offset, Object key, Object value, int attempt, long dueAtMs, long atMs) {}

    Delivery add(ConsumerRecord<?, ?> record) {
        long now = System.currentTimeMillis();
        Header attempts = record.headers().lastHeader("retry_topic-attempts");
        Header due = record.headers().lastHeader("retry_topic-backoff-timestamp");
        Delivery delivery = new Delivery(
                record.topic(),
                record.partition(),
                record.offset(),
                record.key(),
                record.value(),
                attempts == null ? 1 : ByteBuffer.wrap(attempts.value()).getInt(),
                due == null ? 0 : new BigInteger(due.value()).longValue(),
                now);
        deliveries.add(delivery);
        return delivery;
    }

    List<Delivery> all() {
        return List.copyOf(deliveries);
    }

    List<Delivery> of(Object value) {
        return deliveries.stream().filter(each -> each.value().equals(value)).toList();
    }
}
