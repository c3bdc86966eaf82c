package io.redrive.consume;

import io.micrometer.observation.Observation;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record as the listener sees it, which remembers the bytes it was made from.
 *
 * @param <K> type of the key
 * @param <V> type of the value
 */
final class DeliveredRecord<K, V> extends ConsumerRecord<K, V> {

    final RawRecord raw;
    final AssignedPartition partition;

    /** The delivery that tells its outcome later, if any; consumer thread only. */
    @Nullable
    OpenDelivery open;

    /** What observes its delivery, once that is known to matter; null when nothing does. */
    @Nullable
    Observation attempt;

    /** Whether the listener has ended with it. */
    boolean ended;

    DeliveredRecord(AssignedPartition partition, RawRecord raw, K key, V value, Headers headers) {
        super(
                raw.record().topic(),
                raw.record().partition(),
                raw.record().offset(),
                raw.record().timestamp(),
                raw.record().timestampType(),
                raw.record().serializedKeySize(),
                raw.record().serializedValueSize(),
                key,
                value,
                headers,
                raw.record().leaderEpoch());
        this.raw = raw;
        this.partition = partition;
    }
}
