package io.redrive.listener;

import io.redrive.forward.RawBytes;
import io.redrive.forward.Sends;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** A producer that tells what the application sends through it, apart from our forwards. */
final class CountingProducer extends KafkaProducer<Object, Object> {

    private final Sends sends;

    CountingProducer(Map<String, Object> configs, Serializer<Object> keys, Serializer<Object> values, Sends sends) {
        super(configs, keys, values);
        this.sends = sends;
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
        sends.sent();
        super.sendOffsetsToTransaction(offsets, groupMetadata);
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<Object, Object> record, @Nullable Callback callback) {
        if (record.value() instanceof RawBytes) {
            return super.send(record, callback);
        }
        sends.sent();
        return super.send(record, (metadata, failure) -> {
            if (failure != null) {
                sends.failed(failure);
            }
            if (callback != null) {
                callback.onCompletion(metadata, failure);
            }
        });
    }
}
