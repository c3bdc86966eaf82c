package io.redrive.benchmarks.contestant;

import io.redrive.benchmarks.measure.Listener;
import io.redrive.benchmarks.workload.Workload;
import java.util.Objects;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;

/** A listener with transactions that sends a record for each that it is done with. */
abstract class SendingListener {

    final Listener listener;
    private final String id;
    private final String topic;
    private final String group;
    private final String output;
    private @Nullable KafkaTemplate<String, String> template;

    SendingListener(String id, String topic, String group, Listener listener) {
        this.id = id;
        this.topic = topic;
        this.group = group;
        this.output = topic + "-out";
        this.listener = listener;
    }

    public String id() {
        return id;
    }

    public String topic() {
        return topic;
    }

    public String group() {
        return group;
    }

    /** Called by the application's context. */
    @Autowired
    void prepare(KafkaTemplate<String, String> sender, KafkaAdmin admin) {
        template = sender;
        admin.createOrModifyTopics(new NewTopic(output, Workload.PARTITIONS, (short) 1));
    }

    void send(ConsumerRecord<String, String> record) {
        var unused = Objects.requireNonNull(template).send(output, record.partition(), record.key(), record.value());
    }
}
