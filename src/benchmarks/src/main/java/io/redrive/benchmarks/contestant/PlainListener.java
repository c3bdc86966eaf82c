package io.redrive.benchmarks.contestant;

import io.redrive.benchmarks.measure.Listener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;

/** A listener without retries. */
record PlainListener(String id, String topic, String group, Listener listener) {

    @KafkaListener(id = "#{__listener.id()}", groupId = "#{__listener.group()}", topics = "#{__listener.topic()}")
    void listen(ConsumerRecord<String, String> record) {
        RetryHeaders.deliver(listener, record);
    }
}
