package io.redrive.consume;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.jspecify.annotations.Nullable;

/**
 * Everything a {@link Consumer} has to offer that needs no thought: plain delegation, and short forms led back to long ones.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
abstract class DelegatingConsumer<K, V> implements Consumer<K, V> {

    private final Consumer<?, ?> inner;

    DelegatingConsumer(Consumer<?, ?> inner) {
        this.inner = inner;
    }

    /** Returns the listener to be subscribed in place of the one given. */
    abstract ConsumerRebalanceListener following(@Nullable ConsumerRebalanceListener listener);

    /** Commits what has ended, as far as it is settled, on behalf of the layer above. */
    abstract void commit(
            @Nullable Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback);

    /** Brings what is outstanding to an end before the inner consumer leaves its group. */
    abstract void finish();

    @Override
    public void subscribe(Collection<String> topics) {
        inner.subscribe(topics, following(null));
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
        inner.subscribe(topics, following(listener));
    }

    @Override
    public void subscribe(Pattern pattern) {
        inner.subscribe(pattern, following(null));
    }

    @Override
    public void subscribe(Pattern pattern, ConsumerRebalanceListener listener) {
        inner.subscribe(pattern, following(listener));
    }

    @Override
    public void subscribe(SubscriptionPattern pattern) {
        inner.subscribe(pattern, following(null));
    }

    @Override
    public void subscribe(SubscriptionPattern pattern, ConsumerRebalanceListener listener) {
        inner.subscribe(pattern, following(listener));
    }

    @Override
    public void unsubscribe() {
        finish();
        try {
            inner.unsubscribe();
        } catch (WakeupException woken) {
            // A stop wakes the consumer up, and a callback on the way may hear of it. With group.protocol=consumer
            // that leaves the member half-way out of its group, and close would wait for the other half.
            inner.unsubscribe();
        }
    }

    @Override
    public void commitSync() {
        commit(null, null);
    }

    @Override
    public void commitSync(Duration timeout) {
        commit(null, null);
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        commit(offsets, null);
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        commit(offsets, null);
    }

    @Override
    public void commitAsync() {
        commit(null, null);
    }

    @Override
    public void commitAsync(@Nullable OffsetCommitCallback callback) {
        commit(null, callback);
    }

    @Override
    public void commitAsync(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
        commit(offsets, callback);
    }

    @Override
    public void seek(TopicPartition partition, OffsetAndMetadata offsetAndMetadata) {
        seek(partition, offsetAndMetadata.offset());
    }

    @Override
    public void close() {
        try {
            finish();
        } finally {
            inner.close();
        }
    }

    @Override
    @Deprecated
    public void close(Duration timeout) {
        try {
            finish();
        } finally {
            inner.close(timeout);
        }
    }

    @Override
    public void close(CloseOptions options) {
        try {
            finish();
        } finally {
            inner.close(options);
        }
    }

    @Override
    public Set<TopicPartition> assignment() {
        return inner.assignment();
    }

    @Override
    public Set<String> subscription() {
        return inner.subscription();
    }

    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {
        inner.registerMetricForSubscription(metric);
    }

    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {
        inner.unregisterMetricFromSubscription(metric);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        return inner.committed(partitions);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions, Duration timeout) {
        return inner.committed(partitions, timeout);
    }

    @Override
    public Uuid clientInstanceId(Duration timeout) {
        return inner.clientInstanceId(timeout);
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return inner.metrics();
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        return inner.partitionsFor(topic);
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
        return inner.partitionsFor(topic, timeout);
    }

    @Override
    public Map<String, List<PartitionInfo>> listTopics() {
        return inner.listTopics();
    }

    @Override
    public Map<String, List<PartitionInfo>> listTopics(Duration timeout) {
        return inner.listTopics(timeout);
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> timestampsToSearch) {
        return inner.offsetsForTimes(timestampsToSearch);
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
            Map<TopicPartition, Long> timestampsToSearch, Duration timeout) {
        return inner.offsetsForTimes(timestampsToSearch, timeout);
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
        return inner.beginningOffsets(partitions);
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions, Duration timeout) {
        return inner.beginningOffsets(partitions, timeout);
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
        return inner.endOffsets(partitions);
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions, Duration timeout) {
        return inner.endOffsets(partitions, timeout);
    }

    @Override
    public ConsumerGroupMetadata groupMetadata() {
        return inner.groupMetadata();
    }

    @Override
    public void enforceRebalance() {
        inner.enforceRebalance();
    }

    @Override
    public void enforceRebalance(String reason) {
        inner.enforceRebalance(reason);
    }

    @Override
    public void wakeup() {
        inner.wakeup();
    }
}
