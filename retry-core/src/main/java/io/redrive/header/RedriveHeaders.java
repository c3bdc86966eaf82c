package io.redrive.header;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Reads and writes the headers of dead letters that are sent back. Stateless; never throws on what it reads. */
public final class RedriveHeaders {

    private static final int LONGEST = 200;

    private RedriveHeaders() {}

    /**
     * Which job has sent a record back, and which dead letter it was.
     *
     * @param job id of the job
     */
    public record Id(String job, int partition, long offset) {}

    /** Returns how often a record was sent back. */
    public static int times(Headers headers) {
        Long times = RetryHeaderCodec.number(RetryHeaderCodec.value(headers, HeaderNames.REDRIVES), false);
        return times == null || times < 0 ? 0 : (int) Math.min(times, Integer.MAX_VALUE - 1);
    }

    /** Returns which job has sent a record back last, or null when none has, or that cannot be read. */
    public static @Nullable Id id(Headers headers) {
        Header header = headers.lastHeader(HeaderNames.REDRIVEN_BY);
        if (header == null || header.value() == null || header.value().length > LONGEST) {
            return null;
        }
        String[] parts = new String(header.value(), StandardCharsets.UTF_8).split("/", -1);
        try {
            return parts.length == 3 ? new Id(parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2])) : null;
        } catch (NumberFormatException malformed) {
            return null;
        }
    }

    /** Returns the headers with which a dead letter is sent to a topic whose readers know of no retries. */
    public static List<Header> plain(Headers dead, Id id) {
        List<Header> headers = new ArrayList<>();
        users(dead).forEach(headers::add);
        add(headers, dead, id);
        return headers;
    }

    /**
     * Returns the headers with which a dead letter is sent to a retry topic: its first attempt is due at once, its origin stays.
     *
     * @param group consumer group of the listener
     * @param nowMs the time
     */
    public static List<Header> retry(Headers dead, Id id, Origin origin, String group, long nowMs) {
        List<Header> headers = RetryHeaderCodec.encode(
                users(dead),
                new ControlHeaders.Valid(1, nowMs, nowMs),
                origin,
                group,
                null,
                null,
                RetryHeaderCodec.firstFailure(dead));
        add(headers, dead, id);
        return headers;
    }

    /** Whether a header is one of those that retries, dead letters and connectors write, and nobody else may change. */
    public static boolean isLocked(String name) {
        return DeadLetterNames.isControl(name) || HeaderNames.isOwn(name);
    }

    private static Headers users(Headers dead) {
        RecordHeaders headers = new RecordHeaders();
        for (Header header : dead) {
            if (!isLocked(header.key())) {
                headers.add(header);
            }
        }
        return headers;
    }

    private static void add(List<Header> headers, Headers dead, Id id) {
        headers.add(new RecordHeader(
                HeaderNames.REDRIVEN_BY,
                (id.job() + '/' + id.partition() + '/' + id.offset()).getBytes(StandardCharsets.UTF_8)));
        headers.add(new RecordHeader(
                HeaderNames.REDRIVES,
                ByteBuffer.allocate(Integer.BYTES).putInt(times(dead) + 1).array()));
    }
}
