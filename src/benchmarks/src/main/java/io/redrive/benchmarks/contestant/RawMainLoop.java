package io.redrive.benchmarks.contestant;

import io.redrive.benchmarks.measure.ListenerFailure;
import io.redrive.benchmarks.workload.Payload;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Delivers the main topic, forwards what fails without waiting, and commits what has been acknowledged. */
final class RawMainLoop implements RawLoop {

    private static final Duration IDLE = Duration.ofMillis(500);
    private static final Duration ACKNOWLEDGEMENTS_OUTSTANDING = Duration.ofMillis(10);

    private final Consumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Course course;
    private final String retryTopic;
    private final Commits commits;
    private final Map<TopicPartition, AckedPrefix> prefixes = new HashMap<>();
    private boolean outstanding;

    RawMainLoop(Consumer<byte[], byte[]> consumer, Course course, String retryTopic) {
        this.consumer = consumer;
        this.course = course;
        this.retryTopic = retryTopic;
        this.commits = new Commits(consumer);
        this.producer = producer(course);
    }

    @Override
    public void run() {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(outstanding ? ACKNOWLEDGEMENTS_OUTSTANDING : IDLE);
        for (TopicPartition partition : records.partitions()) {
            AckedPrefix prefix = prefixes.computeIfAbsent(partition, first -> new AckedPrefix());
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                deliver(record, prefix);
            }
        }
        noteAcknowledged();
        commits.send();
    }

    @Override
    public void end() {
        // Completes every send before it returns.
        producer.close();
        noteAcknowledged();
        commits.sendAndWait();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The callback gets the outcome.
    private void deliver(ConsumerRecord<byte[], byte[]> record, AckedPrefix prefix) {
        try {
            course.listener().firstAttempt(Payload.recordOf(record.key()));
            prefix.processed(record.offset());
        } catch (ListenerFailure failure) {
            producer.send(forward(record), prefix.forwarding(record.offset()));
        }
    }

    private ProducerRecord<byte[], byte[]> forward(ConsumerRecord<byte[], byte[]> record) {
        long dueAtMs = System.currentTimeMillis() + course.workload().delay().toMillis();
        var headers = new RecordHeaders(record.headers());
        headers.add(
                "retry_topic-attempts",
                ByteBuffer.allocate(Integer.BYTES).putInt(2).array());
        headers.add(DueHeader.NAME, DueHeader.encode(dueAtMs));
        return new ProducerRecord<>(retryTopic, record.partition(), record.key(), record.value(), headers);
    }

    private void noteAcknowledged() {
        outstanding = false;
        prefixes.forEach((partition, prefix) -> {
            commits.done(partition, prefix.end());
            outstanding |= prefix.hasOutstanding();
        });
    }

    private static KafkaProducer<byte[], byte[]> producer(Course course) {
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                course.bootstrapServers(),
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.LINGER_MS_CONFIG,
                0);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
