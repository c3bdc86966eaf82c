package io.redrive.autoconfigure;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.support.KafkaUtils;

/** What was delivered to the listeners of a test, and when, and which deliveries ended without failure. */
final class Journal {

    private final Queue<Delivery> deliveries = new ConcurrentLinkedQueue<>();
    private final Map<Place, Long> endedAtMs = new ConcurrentHashMap<>();

    /** Where a record was read, and by which consumer group. */
    record Place(String group, String topic, int partition, long offset) {}

    record Delivery(Place place, Object key, Object value, int attempt, long dueAtMs, long writtenAtMs, long atMs) {

        long lateMs() {
            return atMs - dueAtMs;
        }
    }

    /** What a listener does with a record. */
    @FunctionalInterface
    interface Work {

        void run() throws Exception;
    }

    /** Notes a delivery, does what the listener does, and notes that it has ended unless it failed. */
    Delivery deliver(ConsumerRecord<?, ?> record, Work work) throws Exception {
        Delivery delivery = started(record);
        work.run();
        ended(record);
        return delivery;
    }

    /** Notes a delivery whose outcome is not known yet. */
    Delivery started(ConsumerRecord<?, ?> record) {
        Delivery delivery = new Delivery(
                place(record),
                record.key(),
                record.value(),
                RetryHeaders.attempt(record.headers(), 1),
                RetryHeaders.dueAtMs(record.headers(), 0),
                record.timestamp(),
                System.currentTimeMillis());
        deliveries.add(delivery);
        return delivery;
    }

    /** Notes that the application is done with a record, also when it never reached a listener. */
    void ended(ConsumerRecord<?, ?> record) {
        endedAtMs.putIfAbsent(place(record), System.currentTimeMillis());
    }

    /** Notes a delivery, and returns what notes, on whatever thread, that the application is done with it. */
    Runnable begun(ConsumerRecord<?, ?> record) {
        started(record);
        Place place = place(record);
        return () -> endedAtMs.putIfAbsent(place, System.currentTimeMillis());
    }

    /** Returns all deliveries in their order. */
    List<Delivery> all() {
        return List.copyOf(deliveries);
    }

    /** Returns the deliveries of a record, known by its value, in their order. */
    List<Delivery> of(Object value) {
        return deliveries.stream()
                .filter(each -> Objects.equals(each.value(), value))
                .toList();
    }

    /** Returns the deliveries of a record to one listener, known by the beginning of its group. */
    List<Delivery> of(String group, Object value) {
        return of(value).stream()
                .filter(each -> each.place().group().startsWith(group))
                .toList();
    }

    /** Returns the deliveries from topics whose name begins like this. */
    List<Delivery> from(String topic) {
        return deliveries.stream()
                .filter(each -> each.place().topic().startsWith(topic))
                .toList();
    }

    boolean hasEnded(Object value) {
        return of(value).stream().anyMatch(each -> endedAtMs.containsKey(each.place()));
    }

    /** Returns when the application was done with the record at a place, or null when it is not. */
    Long endedAtMs(Place place) {
        return endedAtMs.get(place);
    }

    /** Returns the deliveries that were made before they were due. */
    List<Delivery> early() {
        return deliveries.stream().filter(each -> each.lateMs() < 0).toList();
    }

    /** Returns those places that were delivered more than once. */
    List<Place> deliveredTwice() {
        Set<Place> seen = new HashSet<>();
        return deliveries.stream()
                .map(Delivery::place)
                .filter(place -> !seen.add(place))
                .toList();
    }

    /** Returns how late the deliveries of retries were, as text. */
    String lateness() {
        List<Long> late = deliveries.stream()
                .filter(each -> each.dueAtMs() > 0)
                .map(Delivery::lateMs)
                .sorted(Comparator.naturalOrder())
                .toList();
        if (late.isEmpty()) {
            return "no retries";
        }
        return "%d retries late by p50 %d, p90 %d, p99 %d, max %d ms"
                .formatted(
                        late.size(),
                        late.get(late.size() / 2),
                        late.get(late.size() * 9 / 10),
                        late.get(late.size() * 99 / 100),
                        late.get(late.size() - 1));
    }

    private static Place place(ConsumerRecord<?, ?> record) {
        return new Place(
                String.valueOf(KafkaUtils.getConsumerGroupId()), record.topic(), record.partition(), record.offset());
    }
}
