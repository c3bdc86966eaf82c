package io.redrive.autoconfigure;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint {@code deadletters} tells of one record among others.
 *
 * @param id its partition and offset
 * @param timestamp when it was written
 * @param resolved {@code archived} or {@code redriven}, left out when nobody has done anything about it
 * @param key its key
 * @param keySize bytes of its key, left out when it has none
 * @param valueSize bytes of its value, left out when it has none
 * @param origin where it came from
 * @param failure why it is dead
 */
public record DeadLetterReport(
        String id,
        String timestamp,
        @Nullable String resolved,
        @Nullable String key,
        @Nullable Integer keySize,
        @Nullable Integer valueSize,
        Origin origin,
        Failure failure) {

    /**
     * Where it came from.
     *
     * @param topic topic on which it was first read
     * @param partition partition there
     * @param offset offset there
     * @param timestamp its timestamp there
     * @param group consumer group that failed on it, or connector
     */
    public record Origin(
            @Nullable String topic,
            @Nullable Integer partition,
            @Nullable Long offset,
            @Nullable String timestamp,
            @Nullable String group) {}

    /**
     * Why it is dead.
     *
     * @param group fingerprint of the cause
     * @param exception class of what was thrown
     * @param frame class and method of the application where it was thrown
     * @param message its message
     * @param reason why there was no further attempt
     * @param attempts how many attempts were made
     * @param firstFailure when it failed first
     * @param writtenBy what has written it
     */
    public record Failure(
            String group,
            String exception,
            @Nullable String frame,
            @Nullable String message,
            @Nullable String reason,
            @Nullable Integer attempts,
            @Nullable String firstFailure,
            String writtenBy) {}

    /**
     * One record in full.
     *
     * @param topic name of the topic
     * @param record what is told of it among others
     * @param value its value, left out for a tombstone
     * @param headers its headers, in their order
     * @param history what happened to it, the earliest first
     * @param stackTrace stack trace of its last failure
     */
    public record Full(
            String topic,
            @JsonUnwrapped DeadLetterReport record,
            @Nullable Value value,
            List<Header> headers,
            List<Step> history,
            @Nullable String stackTrace)
            implements OperationResponseBody {}

    /**
     * A value.
     *
     * @param encoding {@code text} for UTF-8, otherwise {@code base64}, or {@code hidden}
     * @param content the value, or what stands in for it
     * @param truncated whether only its beginning is shown
     */
    public record Value(String encoding, @Nullable String content, boolean truncated) {}

    /**
     * A header.
     *
     * @param name its name
     * @param value its value, decoded, or what stands in for it
     */
    public record Header(String name, @Nullable String value) {}

    /**
     * A step on the way of a record.
     *
     * @param step {@code failed} or {@code dead}
     * @param at when, give or take the time until its outcome was written
     * @param attempt number of the attempt
     * @param exception class of what was thrown
     * @param message the beginning of its message, or for the last step why there was no further attempt
     */
    public record Step(
            String step,
            String at,
            @Nullable Integer attempt,
            @Nullable String exception,
            @Nullable String message) {}
}
