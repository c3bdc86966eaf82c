package io.redrive.sample.settlement;

import io.redrive.sample.story.Delivery;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Reads what Redrive says about a record, for the story. A listener that only wants to be retried needs none of it. */
final class RetryHeaders {

    private static final String ATTEMPT = "retry_topic-attempts";
    private static final String DUE_AT = "retry_topic-backoff-timestamp";

    private RetryHeaders() {}

    static Delivery delivery(Headers headers, Instant now) {
        BigInteger attempt = number(headers, ATTEMPT);
        BigInteger dueAtMs = number(headers, DUE_AT);
        return new Delivery(
                attempt == null ? 1 : attempt.intValueExact(),
                dueAtMs == null ? null : Instant.ofEpochMilli(dueAtMs.longValueExact()),
                now);
    }

    static String text(Headers headers, String name, String otherwise) {
        byte[] value = value(headers, name);
        return value == null ? otherwise : new String(value, StandardCharsets.UTF_8);
    }

    private static @Nullable BigInteger number(Headers headers, String name) {
        byte[] value = value(headers, name);
        return value == null ? null : new BigInteger(value);
    }

    private static byte @Nullable [] value(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : header.value();
    }
}
