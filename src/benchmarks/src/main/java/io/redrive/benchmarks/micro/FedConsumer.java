package io.redrive.benchmarks.micro;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A consumer whose next poll returns what it was fed with, and whose commits succeed at once; both cost nothing. */
final class FedConsumer extends MockConsumer<ByteBuffer, ByteBuffer> {

    private ConsumerRecords<ByteBuffer, ByteBuffer> next = ConsumerRecords.empty();

    FedConsumer() {
        super("earliest");
    }

    void feed(ConsumerRecords<ByteBuffer, ByteBuffer> records) {
        next = records;
    }

    @Override
    public synchronized ConsumerRecords<ByteBuffer, ByteBuffer> poll(Duration timeout) {
        ConsumerRecords<ByteBuffer, ByteBuffer> polled = next;
        next = ConsumerRecords.empty();
        return polled;
    }

    @Override
    public synchronized void commitAsync(
            Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
        if (callback != null) {
            callback.onComplete(offsets, null);
        }
    }
}
