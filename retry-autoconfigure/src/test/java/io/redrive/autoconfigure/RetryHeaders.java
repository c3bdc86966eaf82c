package io.redrive.autoconfigure;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/** The wire format of forwarded records, written down a second time so that tests do not follow a mistake of the first. */
final class RetryHeaders {

    static final String ATTEMPTS = "retry_topic-attempts";
    static final String DUE = "retry_topic-backoff-timestamp";
    static final String FIRST_TIMESTAMP = "retry_topic-original-timestamp";
    static final String TOPIC = "kafka_original-topic";
    static final String PARTITION = "kafka_original-partition";
    static final String OFFSET = "kafka_original-offset";
    static final String TIMESTAMP = "kafka_original-timestamp";
    static final String TIMESTAMP_TYPE = "kafka_original-timestamp-type";
    static final String GROUP = "kafka_dlt-original-consumer-group";
    static final String EXCEPTION = "kafka_exception-fqcn";
    static final String CAUSE = "kafka_exception-cause-fqcn";
    static final String MESSAGE = "kafka_exception-message";
    static final String STACK_TRACE = "kafka_exception-stacktrace";
    static final String FORWARD_ID = "redrive_forward-id";
    static final String FIRST_FAILURE = "redrive_first-failure";
    static final String EARLIER_FAILURES = "redrive_earlier-failures";
    static final String FRAME = "redrive_failure-frame";
    static final String REASON = "redrive_dead-letter-reason";

    static final String PACKED = "redrive_packed";

    private static final List<String> PACKED_NAMES = List.of(
            FIRST_TIMESTAMP,
            TOPIC,
            PARTITION,
            OFFSET,
            TIMESTAMP,
            TIMESTAMP_TYPE,
            GROUP,
            EXCEPTION,
            CAUSE,
            MESSAGE,
            STACK_TRACE,
            FORWARD_ID,
            FIRST_FAILURE,
            EARLIER_FAILURES);

    private static final Set<String> OWN = Set.of(
            ATTEMPTS,
            DUE,
            FIRST_TIMESTAMP,
            TOPIC,
            PARTITION,
            OFFSET,
            TIMESTAMP,
            TIMESTAMP_TYPE,
            GROUP,
            EXCEPTION,
            CAUSE,
            MESSAGE,
            STACK_TRACE,
            FORWARD_ID,
            FIRST_FAILURE,
            EARLIER_FAILURES,
            FRAME,
            REASON,
            PACKED);

    private RetryHeaders() {}

    /** Puts headers that were packed into one in the place of that one. */
    static void unpack(Headers headers) {
        Header packed = headers.lastHeader(PACKED);
        if (packed == null) {
            return;
        }
        headers.remove(PACKED);
        ByteBuffer bytes = ByteBuffer.wrap(packed.value(), 1, packed.value().length - 1);
        while (bytes.hasRemaining()) {
            String name = PACKED_NAMES.get(bytes.get());
            byte[] value = new byte[varint(bytes)];
            bytes.get(value);
            headers.add(name, value);
        }
    }

    private static int varint(ByteBuffer bytes) {
        int next = bytes.get();
        return next < 0 ? (next & 0x7F) | (varint(bytes) << 7) : next;
    }

    /** Returns the headers that the engine did not write, in their order, in a form that can be compared. */
    static List<String> users(Headers headers) {
        List<String> users = new ArrayList<>();
        for (Header header : headers) {
            if (!OWN.contains(header.key())) {
                users.add(header.key() + "=" + (header.value() == null ? "null" : hex(header.value())));
            }
        }
        return users;
    }

    static String hex(byte[] bytes) {
        return bytes == null ? "null" : HexFormat.of().formatHex(bytes);
    }

    /** Where a record was first read. */
    record Origin(String topic, int partition, long offset) {}

    static int attempt(Headers headers, int otherwise) {
        Header header = headers.lastHeader(ATTEMPTS);
        return header == null || header.value() == null || header.value().length != Integer.BYTES
                ? otherwise
                : ByteBuffer.wrap(header.value()).getInt();
    }

    static long dueAtMs(Headers headers, long otherwise) {
        Header header = headers.lastHeader(DUE);
        return header == null || header.value() == null || header.value().length == 0
                ? otherwise
                : new BigInteger(header.value()).longValue();
    }

    /** Returns the origin that the headers tell, or null when they do not. */
    static Origin origin(Headers headers) {
        Header topic = headers.lastHeader(TOPIC);
        Header partition = headers.lastHeader(PARTITION);
        Header offset = headers.lastHeader(OFFSET);
        if (topic == null
                || partition == null
                || partition.value().length != Integer.BYTES
                || offset == null
                || offset.value().length != Long.BYTES) {
            return null;
        }
        return new Origin(
                text(topic),
                ByteBuffer.wrap(partition.value()).getInt(),
                ByteBuffer.wrap(offset.value()).getLong());
    }

    static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : text(header);
    }

    private static String text(Header header) {
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] int32(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    static byte[] int64(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    static byte[] shortest(long value) {
        return BigInteger.valueOf(value).toByteArray();
    }

    /** Returns the headers that let a record of a retry topic be delivered as attempt {@code attempt} when it is due. */
    static List<Header> valid(int attempt, long dueAtMs, Origin origin) {
        List<Header> headers = new ArrayList<>();
        headers.add(new RecordHeader(TOPIC, bytes(origin.topic())));
        headers.add(new RecordHeader(PARTITION, int32(origin.partition())));
        headers.add(new RecordHeader(OFFSET, int64(origin.offset())));
        headers.add(new RecordHeader(TIMESTAMP, int64(dueAtMs)));
        headers.add(new RecordHeader(TIMESTAMP_TYPE, bytes("CreateTime")));
        headers.add(new RecordHeader(ATTEMPTS, int32(attempt)));
        headers.add(new RecordHeader(DUE, shortest(dueAtMs)));
        return headers;
    }

    /** Returns a record for a retry topic as the engine would have written it. */
    static ProducerRecord<byte[], byte[]> waiting(
            String retryTopic, int partition, String value, int attempt, long dueAtMs, Origin origin) {
        return new ProducerRecord<>(retryTopic, partition, bytes("key"), bytes(value), valid(attempt, dueAtMs, origin));
    }
}
