package io.redrive.benchmarks.contestant;

import io.redrive.benchmarks.workload.Failures;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends failed records on, without waiting. For one loop, which closes it. */
final class RawForwarder implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private final Course course;

    RawForwarder(Course course) {
        this.course = course;
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        course.bootstrapServers(),
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.LINGER_MS_CONFIG,
                        0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Topic of the records that wait so long; there is one for each delay. */
    static String retryTopic(Course course, Duration delay) {
        return course.topic() + "-retry-" + delay.toMillis();
    }

    static String deadLetterTopic(Course course) {
        return course.topic() + "-dlt";
    }

    /** Sends a record on that has failed; its offset is done when that is acknowledged. */
    @SuppressWarnings("FutureReturnValueIgnored") // The callback gets the outcome.
    void forward(ConsumerRecord<byte[], byte[]> record, int attempt, AckedPrefix prefix) {
        Failures failures = course.failures();
        String topic = deadLetterTopic(course);
        long dueAtMs = System.currentTimeMillis();
        if (!failures.isLast(attempt)) {
            Duration delay = failures.delayBefore(attempt + 1);
            topic = retryTopic(course, delay);
            dueAtMs += delay.toMillis();
        }
        var headers = new RecordHeaders(record.headers());
        RetryHeaders.write(headers, attempt + 1, dueAtMs);
        producer.send(
                new ProducerRecord<>(topic, record.partition(), record.key(), record.value(), headers),
                prefix.forwarding(record.offset()));
    }

    /** Completes every send before it returns. */
    @Override
    public void close() {
        producer.close();
    }
}
