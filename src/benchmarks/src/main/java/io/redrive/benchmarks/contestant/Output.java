package io.redrive.benchmarks.contestant;

import io.redrive.benchmarks.workload.Workload;
import java.util.Objects;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;

/** Where a listener with transactions sends a record for each that it is done with. */
class Output {

    private final String topic;
    private @Nullable KafkaTemplate<String, String> template;

    Output(String mainTopic) {
        topic = mainTopic + "-out";
    }

    /** Called by the application's context. */
    @Autowired
    void prepare(KafkaTemplate<String, String> sender, KafkaAdmin admin) {
        template = sender;
        admin.createOrModifyTopics(new NewTopic(topic, Workload.PARTITIONS, (short) 1));
    }

    void send(ConsumerRecord<String, String> record) {
        var unused = Objects.requireNonNull(template).send(topic, record.partition(), record.key(), record.value());
    }
}
