package io.redrive.benchmarks.contestant;

import io.redrive.benchmarks.measure.Listener;
import io.redrive.benchmarks.workload.Payload;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The headers of a record on a retry topic, which have the same names and formats in every system. */
public final class RetryHeaders {

    private static final String ATTEMPTS = "retry_topic-attempts";
    private static final String DUE_TIME = "retry_topic-backoff-timestamp";
    private static final String FIRST_TIMESTAMP = "retry_topic-original-timestamp";

    private RetryHeaders() {}

    /** Headers of a record that waits, and carries what a forward by Redrive or spring-kafka does. */
    public static Headers waiting(String topic, int partition, long offset, long failedAtMs, long dueAtMs) {
        return new RecordHeaders()
                .add("kafka_original-topic", topic.getBytes(StandardCharsets.UTF_8))
                .add("kafka_original-partition", int32(partition))
                .add("kafka_original-offset", int64(offset))
                .add("kafka_original-timestamp", int64(failedAtMs))
                .add("kafka_original-timestamp-type", bytes("CreateTime"))
                .add(
                        "kafka_exception-fqcn",
                        bytes("org.springframework.kafka.listener.ListenerExecutionFailedException"))
                .add("kafka_exception-cause-fqcn", bytes("io.redrive.benchmarks.measure.ListenerFailure"))
                .add("kafka_exception-message", bytes("Record fails at attempt 1"))
                .add(FIRST_TIMESTAMP, number(failedAtMs))
                .add(ATTEMPTS, int32(2))
                .add(DUE_TIME, number(dueAtMs));
    }

    /** Adds what says when a record is delivered next, in place of what said it before. */
    public static void write(Headers headers, int attempt, long dueAtMs) {
        headers.remove(ATTEMPTS).remove(DUE_TIME);
        headers.add(ATTEMPTS, int32(attempt)).add(DUE_TIME, number(dueAtMs));
    }

    /** Calls the listener as the headers tell: records without a due time are on their first attempt. */
    static void deliver(Listener listener, ConsumerRecord<String, String> record) {
        int number = Payload.recordOf(record.key());
        if (record.headers().lastHeader(DUE_TIME) == null) {
            listener.deliver(number, Listener.FIRST, 0);
        } else {
            listener.deliver(number, attempt(record.headers()), dueAtMs(record.headers()));
        }
    }

    static int attempt(Headers headers) {
        return ByteBuffer.wrap(last(headers, ATTEMPTS)).getInt();
    }

    static long dueAtMs(Headers headers) {
        return new BigInteger(last(headers, DUE_TIME)).longValueExact();
    }

    private static byte[] last(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        if (header == null) {
            throw new IllegalArgumentException("There is no header " + name);
        }
        return header.value();
    }

    private static byte[] int32(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    private static byte[] int64(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static byte[] number(long value) {
        return BigInteger.valueOf(value).toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
