package io.redrive.benchmarks.contestant;

import io.redrive.KafkaRetry;
import io.redrive.benchmarks.measure.Listener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.KafkaListener;

/** The same with a handler of dead letters; a listener with Redrive's annotation. */
record RedriveListenerWithDlt(String id, String topic, String group, Listener listener) {

    @KafkaListener(id = "#{__listener.id()}", groupId = "#{__listener.group()}", topics = "#{__listener.topic()}")
    @KafkaRetry(
            attempts = "${benchmark.attempts}",
            delay = "${benchmark.delay}ms",
            multiplier = "${benchmark.multiplier}")
    void listen(ConsumerRecord<String, String> record) {
        RetryHeaders.deliver(listener, record);
    }

    @DltHandler
    void dead(ConsumerRecord<String, String> record) {
        // It is only to be there.
    }
}
