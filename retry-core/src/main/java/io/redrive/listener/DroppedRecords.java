package io.redrive.listener;

import io.redrive.consume.RetryConsumer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.BatchInterceptor;
import org.springframework.kafka.listener.CompositeBatchInterceptor;
import org.springframework.kafka.listener.CompositeRecordInterceptor;
import org.springframework.kafka.listener.RecordInterceptor;

/**
 * Tells the consumer which records the application's interceptors have taken out. They come to no listener, and where no
 * commit of the container follows that counts them as well, they would hold the committed offset for ever.
 */
final class DroppedRecords {

    private DroppedRecords() {}

    /** Watches the interceptors of a container. */
    static <K, V> void watch(AbstractMessageListenerContainer<K, V> container) {
        RecordInterceptor<K, V> ofRecords = container.getRecordInterceptor();
        if (ofRecords != null) {
            container.setRecordInterceptor(new OfRecords<>(ofRecords));
        }
        BatchInterceptor<K, V> ofBatches = container.getBatchInterceptor();
        if (ofBatches != null) {
            container.setBatchInterceptor(new OfBatches<>(ofBatches));
        }
    }

    private static void tell(Consumer<?, ?> consumer, Iterable<? extends ConsumerRecord<?, ?>> dropped) {
        if (consumer instanceof RetryConsumer<?, ?> retryConsumer) {
            retryConsumer.deliveries().dropped(dropped);
        }
    }

    private static final class OfRecords<K, V> extends CompositeRecordInterceptor<K, V> {

        @SuppressWarnings("unchecked") // spring-kafka does not keep the array
        OfRecords(RecordInterceptor<K, V> users) {
            super(users);
        }

        @Override
        public @Nullable ConsumerRecord<K, V> intercept(ConsumerRecord<K, V> record, Consumer<K, V> consumer) {
            ConsumerRecord<K, V> left = super.intercept(record, consumer);
            if (left == null || !Place.of(left).equals(Place.of(record))) {
                tell(consumer, List.of(record));
            }
            return left;
        }
    }

    private static final class OfBatches<K, V> extends CompositeBatchInterceptor<K, V> {

        @SuppressWarnings("unchecked") // spring-kafka does not keep the array
        OfBatches(BatchInterceptor<K, V> users) {
            super(users);
        }

        @Override
        public @Nullable ConsumerRecords<K, V> intercept(ConsumerRecords<K, V> records, Consumer<K, V> consumer) {
            Map<Place, ConsumerRecord<K, V>> dropped = new HashMap<>();
            records.forEach(record -> dropped.put(Place.of(record), record));
            ConsumerRecords<K, V> left = super.intercept(records, consumer);
            if (left != null) {
                left.forEach(record -> dropped.remove(Place.of(record)));
            }
            tell(consumer, dropped.values());
            return left;
        }
    }

    /** An interceptor may replace a record, but not its place. */
    private record Place(TopicPartition partition, long offset) {

        static Place of(ConsumerRecord<?, ?> record) {
            return new Place(new TopicPartition(record.topic(), record.partition()), record.offset());
        }
    }
}
