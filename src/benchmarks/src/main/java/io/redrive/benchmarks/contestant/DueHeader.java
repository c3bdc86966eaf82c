package io.redrive.benchmarks.contestant;

import io.redrive.benchmarks.measure.Listener;
import java.math.BigInteger;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The header that says when a record on a retry topic is due. */
final class DueHeader {

    static final String NAME = "retry_topic-backoff-timestamp";

    private DueHeader() {}

    static byte[] encode(long dueAtMs) {
        return BigInteger.valueOf(dueAtMs).toByteArray();
    }

    static long decode(Header header) {
        return new BigInteger(header.value()).longValueExact();
    }

    /** Calls the listener as the headers tell: records without a due time are on their first attempt. */
    static void deliver(Listener listener, int record, Headers headers) {
        Header due = headers.lastHeader(NAME);
        if (due == null) {
            listener.firstAttempt(record);
        } else {
            listener.retry(record, decode(due));
        }
    }
}
