package io.redrive.benchmarks.contestant;

import io.redrive.benchmarks.measure.Listener;
import io.redrive.benchmarks.workload.Payload;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.support.KafkaHeaders;

/** A listener in spring-kafka's transactions that sends a record for each that it is done with. */
final class ContainerTransactionListener extends SendingListener {

    ContainerTransactionListener(String id, String topic, String group, Listener listener) {
        super(id, topic, group, listener);
    }

    @KafkaListener(id = "#{__listener.id()}", groupId = "#{__listener.group()}", topics = "#{__listener.topic()}")
    void listen(ConsumerRecord<String, String> record) {
        Header attempt = record.headers().lastHeader(KafkaHeaders.DELIVERY_ATTEMPT);
        // It is tried again in its place; there is no due time to be late for.
        listener.deliver(
                Payload.recordOf(record.key()), ByteBuffer.wrap(attempt.value()).getInt(), System.currentTimeMillis());
        send(record);
    }
}
