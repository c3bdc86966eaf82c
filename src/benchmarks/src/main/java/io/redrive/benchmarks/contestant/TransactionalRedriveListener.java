package io.redrive.benchmarks.contestant;

import io.redrive.KafkaRetry;
import io.redrive.benchmarks.measure.Listener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;

/** A listener with Redrive's annotation that sends a record for each that it is done with. */
final class TransactionalRedriveListener extends SendingListener {

    TransactionalRedriveListener(String id, String topic, String group, Listener listener) {
        super(id, topic, group, listener);
    }

    @KafkaListener(id = "#{__listener.id()}", groupId = "#{__listener.group()}", topics = "#{__listener.topic()}")
    @KafkaRetry(
            attempts = "${benchmark.attempts}",
            delay = "${benchmark.delay}ms",
            multiplier = "${benchmark.multiplier}")
    void listen(ConsumerRecord<String, String> record) {
        RetryHeaders.deliver(listener, record);
        send(record);
    }
}
