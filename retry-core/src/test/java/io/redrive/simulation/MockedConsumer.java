package io.redrive.simulation;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Leads the many forms of a consumer's methods to one each, so that nothing of Kafka's mock is used by mistake. */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // there is one thread only
abstract class MockedConsumer extends MockConsumer<ByteBuffer, ByteBuffer> {

    final Positions positions;

    MockedConsumer(Positions positions) {
        super("earliest");
        this.positions = positions;
    }

    abstract void leave();

    @Override
    public void subscribe(Collection<String> topics) {
        throw new UnsupportedOperationException();
    }

    @Override
    public abstract void subscribe(Collection<String> topics, ConsumerRebalanceListener listener);

    @Override
    public void unsubscribe() {
        leave();
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        commitSync(offsets, Duration.ofMinutes(1));
    }

    @Override
    public abstract void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout);

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        return committed(partitions, Duration.ofMinutes(1));
    }

    @Override
    public abstract Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions, Duration timeout);

    @Override
    public long position(TopicPartition partition, Duration timeout) {
        return position(partition);
    }

    @Override
    public long position(TopicPartition partition) {
        return positions.get(partition);
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions, Duration timeout) {
        // Nothing is ever deleted: what is missing in a log never was a record.
        return partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> 0L));
    }

    @Override
    public Set<TopicPartition> assignment() {
        return positions.assignment();
    }

    @Override
    public void seekToBeginning(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> seek(partition, 0));
    }

    @Override
    public void seekToEnd(Collection<TopicPartition> partitions) {
        throw new UnsupportedOperationException();
    }

    @Override
    public abstract void seek(TopicPartition partition, long offset);

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        positions.pause(partitions);
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        positions.resume(partitions);
    }

    @Override
    public Set<TopicPartition> paused() {
        return positions.paused();
    }

    @Override
    public void close() {
        leave();
    }

    @Override
    @Deprecated
    public void close(Duration timeout) {
        leave();
    }

    @Override
    public void close(CloseOptions options) {
        leave();
    }
}
