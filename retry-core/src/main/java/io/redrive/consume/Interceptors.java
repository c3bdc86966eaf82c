package io.redrive.consume;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application's consumer interceptors. They are called here and not by the inner consumer, which sees bytes only and
 * sees them when they are fetched, not when they are delivered.
 *
 * @param all the interceptors in order
 * @param <K> type of keys
 * @param <V> type of values
 */
public record Interceptors<K, V>(List<ConsumerInterceptor<K, V>> all) {

    private static final Logger log = LoggerFactory.getLogger(Interceptors.class);

    /** Copies the list. */
    public Interceptors {
        all = List.copyOf(all);
    }

    ConsumerRecords<K, V> onConsume(ConsumerRecords<K, V> records) {
        if (all.isEmpty() || records.isEmpty()) {
            return records;
        }
        ConsumerRecords<K, V> intercepted = records;
        for (ConsumerInterceptor<K, V> each : all) {
            try {
                intercepted = Objects.requireNonNull(each.onConsume(intercepted), "nothing was returned");
            } catch (RuntimeException failure) {
                // As in Kafka's own client: an interceptor cannot keep records from the application.
                log.warn(
                        "Interceptor {} failed on delivered records",
                        each.getClass().getName(),
                        failure);
            }
        }
        return intercepted;
    }

    /** Returns the records that interceptors have taken out; they may replace a record, but not its place. */
    static <K, V> Collection<ConsumerRecord<K, V>> missing(ConsumerRecords<K, V> all, ConsumerRecords<K, V> left) {
        Map<TopicPartition, Map<Long, ConsumerRecord<K, V>>> missing = new HashMap<>();
        all.forEach(record -> missing.computeIfAbsent(partition(record), unused -> new LinkedHashMap<>())
                .put(record.offset(), record));
        left.forEach(record -> missing.getOrDefault(partition(record), Map.of()).remove(record.offset()));
        return missing.values().stream().flatMap(each -> each.values().stream()).toList();
    }

    private static TopicPartition partition(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        for (ConsumerInterceptor<K, V> each : all) {
            try {
                each.onCommit(offsets);
            } catch (RuntimeException failure) {
                log.warn("Interceptor {} failed on a commit", each.getClass().getName(), failure);
            }
        }
    }

    void close() {
        all.forEach(each -> Utils.closeQuietly(each, each.getClass().getName()));
    }
}
