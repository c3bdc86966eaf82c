package io.redrive.header;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Reads and writes the headers of forwarded records. Stateless; never throws on what it reads. */
public final class RetryHeaderCodec {

    /** What spring-kafka's containers say of every failure of a listener, before its own message. */
    private static final String LISTENER_FAILED = "Listener failed" + Diagnostics.SEPARATOR;

    private static final int HEADERS_WRITTEN = 18;
    private static final int COMPACT_HEADERS_WRITTEN = 4;

    private RetryHeaderCodec() {}

    /** Reads the control headers of a record on a retry topic; the last one of each name counts. */
    public static ControlHeaders decode(Headers headers, long timestamp) {
        Header attempts = headers.lastHeader(HeaderNames.ATTEMPTS);
        Header due = headers.lastHeader(HeaderNames.DUE_TIME);
        if (attempts == null || due == null) {
            return malformed(attempts == null ? HeaderNames.ATTEMPTS : HeaderNames.DUE_TIME, "is missing");
        }
        Long attempt = number(attempts.value(), true);
        if (attempt == null) {
            return malformed(HeaderNames.ATTEMPTS, "has " + length(attempts) + " bytes where 4 are expected");
        }
        Long dueAt = number(due.value(), false);
        if (dueAt == null) {
            return malformed(HeaderNames.DUE_TIME, "has " + length(due) + " bytes where 1 to 8 are expected");
        }
        Long firstTimestamp = number(value(headers, HeaderNames.FIRST_TIMESTAMP), false);
        return new ControlHeaders.Valid(attempt.intValue(), dueAt, firstTimestamp == null ? timestamp : firstTimestamp);
    }

    /** Reads where the record was first read, or null when the headers do not say it, or say what cannot be. */
    public static @Nullable Origin origin(Headers headers) {
        return OriginHeaders.read(name -> value(headers, name));
    }

    /**
     * Whether the headers are as if Redrive had forwarded the record, but not from this main topic. A record that spring-kafka has
     * forwarded may have whatever origin was written on the main topic.
     */
    public static boolean hasForgedOrigin(Headers headers, String mainTopic) {
        if (value(headers, HeaderNames.FORWARD_ID) == null) {
            return false;
        }
        Origin origin = origin(headers);
        return origin == null || !origin.isOf(mainTopic);
    }

    /** Reads the consumer group whose listener failed, or null when the headers do not say it. */
    public static @Nullable String group(Headers headers) {
        byte[] group = value(headers, HeaderNames.ORIGINAL_GROUP);
        return group == null ? null : new String(group, StandardCharsets.UTF_8);
    }

    /** Reads when the record failed first, in milliseconds since the epoch, or null when the headers do not say it. */
    public static @Nullable Long firstFailure(Headers headers) {
        return number(value(headers, HeaderNames.FIRST_FAILURE), false);
    }

    /** Reads the class of what the listener threw last, or null when the headers do not say it. */
    public static @Nullable String failureType(Headers headers) {
        String type = text(headers, HeaderNames.EXCEPTION_CAUSE);
        return type != null ? type : text(headers, HeaderNames.EXCEPTION);
    }

    /** Reads the message of what the listener threw last, or null when the headers do not say it or it had none. */
    public static @Nullable String failureMessage(Headers headers) {
        String written = text(headers, HeaderNames.EXCEPTION_MESSAGE);
        if (written == null || !written.startsWith(LISTENER_FAILED)) {
            return written;
        }
        return written.length() == LISTENER_FAILED.length() ? null : written.substring(LISTENER_FAILED.length());
    }

    private static @Nullable String text(Headers headers, String name) {
        byte[] value = value(headers, name);
        return value == null
                ? null
                : new String(value, 0, Math.min(value.length, ExceptionText.USUAL_MESSAGE), StandardCharsets.UTF_8);
    }

    /**
     * Writes the headers of a forward: the user's in their order, then ours, each once.
     *
     * @param consumed headers of the record as it was consumed
     * @param control attempt and due time
     * @param origin where the record was first read
     * @param group consumer group of the listener
     * @param diagnostics what is told of the failure, or null for nothing
     * @param deadLetterReason why the record is dead, or null when it is not
     * @param firstFailureMs when it failed first, in milliseconds since the epoch, or null when that is not known
     */
    public static List<Header> encode(
            Headers consumed,
            ControlHeaders.Valid control,
            Origin origin,
            String group,
            @Nullable Diagnostics diagnostics,
            @Nullable String deadLetterReason,
            @Nullable Long firstFailureMs) {
        List<Header> headers = users(consumed, HEADERS_WRITTEN);
        write(
                (name, value) -> headers.add(new RecordHeader(name, value)),
                control,
                origin,
                group,
                diagnostics,
                firstFailureMs);
        if (diagnostics != null && diagnostics.frame() != null) {
            headers.add(new RecordHeader(HeaderNames.FAILURE_FRAME, utf8(diagnostics.frame())));
        }
        if (deadLetterReason != null) {
            headers.add(new RecordHeader(HeaderNames.DEAD_LETTER_REASON, utf8(deadLetterReason)));
        }
        return headers;
    }

    /** Writes the headers of a forward to a retry topic in a form of their own, which says what the other one says. */
    public static List<Header> encodeCompact(
            Headers consumed,
            ControlHeaders.Valid control,
            Origin origin,
            String group,
            @Nullable Diagnostics diagnostics,
            @Nullable Long firstFailureMs) {
        List<Header> headers = users(consumed, COMPACT_HEADERS_WRITTEN);
        PackedHeaders.Writer packed = new PackedHeaders.Writer(headers);
        write(packed, control, origin, group, diagnostics, firstFailureMs);
        headers.add(packed.header());
        return headers;
    }

    private static List<Header> users(Headers consumed, int ours) {
        List<Header> headers = new ArrayList<>(ours);
        for (Header header : consumed) {
            if (!HeaderNames.isOwn(header.key())) {
                headers.add(header);
            }
        }
        return headers;
    }

    private static void write(
            BiConsumer<String, byte[]> headers,
            ControlHeaders.Valid control,
            Origin origin,
            String group,
            @Nullable Diagnostics diagnostics,
            @Nullable Long firstFailureMs) {
        headers.accept(HeaderNames.ORIGINAL_TOPIC, utf8(origin.topic()));
        headers.accept(HeaderNames.ORIGINAL_PARTITION, int32(origin.partition()));
        headers.accept(HeaderNames.ORIGINAL_OFFSET, int64(origin.offset()));
        headers.accept(HeaderNames.ORIGINAL_TIMESTAMP, int64(origin.timestamp()));
        headers.accept(
                HeaderNames.ORIGINAL_TIMESTAMP_TYPE, utf8(origin.timestampType().toString()));
        headers.accept(HeaderNames.ORIGINAL_GROUP, utf8(group));
        if (diagnostics != null) {
            headers.accept(HeaderNames.EXCEPTION, utf8(diagnostics.exception()));
            headers.accept(HeaderNames.EXCEPTION_CAUSE, utf8(diagnostics.cause()));
            String message = diagnostics.written();
            if (message != null) {
                headers.accept(HeaderNames.EXCEPTION_MESSAGE, utf8(message));
            }
            if (diagnostics.stackTrace() != null) {
                headers.accept(HeaderNames.EXCEPTION_STACK_TRACE, utf8(diagnostics.stackTrace()));
            }
            if (diagnostics.earlier() != null) {
                headers.accept(HeaderNames.EARLIER_FAILURES, utf8(diagnostics.earlier()));
            }
        }
        headers.accept(HeaderNames.FIRST_TIMESTAMP, shortest(control.firstTimestampMs()));
        headers.accept(HeaderNames.ATTEMPTS, int32(control.attempt()));
        headers.accept(HeaderNames.DUE_TIME, shortest(control.dueAtMs()));
        headers.accept(HeaderNames.FORWARD_ID, utf8(origin.forwardId(control.attempt())));
        if (firstFailureMs != null) {
            headers.accept(HeaderNames.FIRST_FAILURE, shortest(firstFailureMs));
        }
    }

    /** Returns a copy of the headers of a record of a retry or dead-letter topic for the application, in standard form. */
    public static Headers delivered(Headers consumed) {
        return consumed.lastHeader(HeaderNames.PACKED) == null
                ? new RecordHeaders(consumed)
                : new UnpackingHeaders(consumed);
    }

    private static ControlHeaders malformed(String name, String what) {
        return new ControlHeaders.Malformed("header " + name + " " + what);
    }

    private static int length(Header header) {
        return header.value() == null ? 0 : header.value().length;
    }

    static @Nullable Long number(byte @Nullable [] bytes, boolean int32) {
        if (bytes == null || bytes.length == 0 || bytes.length > Long.BYTES) {
            return null;
        }
        if (int32 && bytes.length != Integer.BYTES && bytes.length != Byte.BYTES) {
            return null;
        }
        if (int32 && bytes.length == Byte.BYTES) {
            // spring-kafka wrote one unsigned byte until 2.8.
            return (long) Byte.toUnsignedInt(bytes[0]);
        }
        long value = bytes[0];
        for (int i = 1; i < bytes.length; i++) {
            value = (value << 8) | (bytes[i] & 0xFF);
        }
        return value;
    }

    static byte @Nullable [] value(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? PackedHeaders.find(headers, name) : header.value();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] int32(int value) {
        return new byte[] {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value};
    }

    private static byte[] int64(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static byte[] shortest(long value) {
        // As BigInteger.toByteArray writes it.
        byte[] bytes =
                new byte[(Long.SIZE - Long.numberOfLeadingZeros(value ^ (value >> (Long.SIZE - 1)))) / Byte.SIZE + 1];
        long rest = value;
        for (int i = bytes.length - 1; i >= 0; i--) {
            bytes[i] = (byte) rest;
            rest >>= Byte.SIZE;
        }
        return bytes;
    }
}
