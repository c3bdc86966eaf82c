package io.redrive.benchmarks.contestant;

import io.redrive.benchmarks.measure.Listener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;

/** The same with a handler of dead letters; a listener with spring-kafka's annotation. */
record RetryableListenerWithDlt(String id, String topic, String group, Listener listener) {

    @KafkaListener(id = "#{__listener.id()}", groupId = "#{__listener.group()}", topics = "#{__listener.topic()}")
    @RetryableTopic(
            attempts = "${benchmark.attempts}",
            numPartitions = "${benchmark.retry-partitions}",
            backOff =
                    @BackOff(delayString = "${benchmark.delay}", multiplierString = "${benchmark.springs-multiplier}"))
    void listen(ConsumerRecord<String, String> record) {
        RetryHeaders.deliver(listener, record);
    }

    @DltHandler
    void dead(ConsumerRecord<String, String> record) {
        // It is only to be there.
    }
}
