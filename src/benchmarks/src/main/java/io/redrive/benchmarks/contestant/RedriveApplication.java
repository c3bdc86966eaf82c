package io.redrive.benchmarks.contestant;

import io.redrive.KafkaRetry;
import io.redrive.benchmarks.measure.Listener;
import io.redrive.benchmarks.workload.Payload;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.kafka.annotation.KafkaListener;

/** A listener that Redrive retries. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class RedriveApplication {

    private final Listener listener;

    RedriveApplication(Listener listener) {
        this.listener = listener;
    }

    @KafkaListener(id = "main", groupId = "${benchmark.group}", topics = "${benchmark.topic}")
    @KafkaRetry(attempts = "2", delay = "${benchmark.delay}")
    void listen(ConsumerRecord<String, String> record) {
        DueHeader.deliver(listener, Payload.recordOf(record.key()), record.headers());
    }
}
