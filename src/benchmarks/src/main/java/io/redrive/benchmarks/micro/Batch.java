package io.redrive.benchmarks.micro;

import io.redrive.benchmarks.workload.Payload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;

/** The records of one poll, which move on to the next offsets instead of being made anew. */
final class Batch {

    private final TopicPartition partition;
    private final ConsumerRecords<ByteBuffer, ByteBuffer> records;
    private final int size;
    private long start;

    Batch(TopicPartition partition, int size, Headers headers) {
        this.partition = partition;
        this.size = size;
        this.start = -size;
        List<ConsumerRecord<ByteBuffer, ByteBuffer>> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(new Moving(i, headers));
        }
        this.records = new ConsumerRecords<>(Map.of(partition, list), Map.of(partition, new OffsetAndMetadata(size)));
    }

    /** The same records at the next offsets. */
    ConsumerRecords<ByteBuffer, ByteBuffer> next() {
        start += size;
        return records;
    }

    /** What a container commits when it has processed the batch. */
    Map<TopicPartition, OffsetAndMetadata> processed() {
        return Map.of(partition, new OffsetAndMetadata(start + size));
    }

    private final class Moving extends ConsumerRecord<ByteBuffer, ByteBuffer> {

        private final int index;

        private Moving(int index, Headers headers) {
            super(
                    partition.topic(),
                    partition.partition(),
                    index,
                    0,
                    TimestampType.CREATE_TIME,
                    Payload.key(index).length,
                    Payload.value(index).length,
                    ByteBuffer.wrap(Payload.key(index)),
                    ByteBuffer.wrap(Payload.value(index)),
                    headers,
                    Optional.empty());
            this.index = index;
        }

        @Override
        public long offset() {
            return start + index;
        }
    }
}
