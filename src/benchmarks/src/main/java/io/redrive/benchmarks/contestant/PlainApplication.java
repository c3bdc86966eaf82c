package io.redrive.benchmarks.contestant;

import io.redrive.benchmarks.measure.Listener;
import io.redrive.benchmarks.workload.Payload;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.kafka.annotation.KafkaListener;

/** A listener without retries. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class PlainApplication {

    private final Listener listener;

    PlainApplication(Listener listener) {
        this.listener = listener;
    }

    @KafkaListener(id = "main", groupId = "${benchmark.group}", topics = "${benchmark.topic}")
    void listen(ConsumerRecord<String, String> record) {
        listener.firstAttempt(Payload.recordOf(record.key()));
    }
}
