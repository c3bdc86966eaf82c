package io.redrive.header;

import java.util.List;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Under which names something writes what dead letters tell; null for what it does not tell.
 *
 * @param writer what writes them
 * @param present one of these is there when they are
 */
record DeadLetterNames(
        String writer,
        List<String> present,
        @Nullable String topic,
        @Nullable String partition,
        @Nullable String offset,
        @Nullable String timestamp,
        @Nullable String group,
        List<String> type,
        @Nullable String message,
        @Nullable String stackTrace,
        @Nullable String attempts) {

    private static final DeadLetterNames RETRY_TOPICS = new DeadLetterNames(
            "retry-topics",
            List.of(
                    HeaderNames.EXCEPTION,
                    HeaderNames.EXCEPTION_CAUSE,
                    HeaderNames.ORIGINAL_TOPIC,
                    HeaderNames.FORWARD_ID),
            HeaderNames.ORIGINAL_TOPIC,
            HeaderNames.ORIGINAL_PARTITION,
            HeaderNames.ORIGINAL_OFFSET,
            HeaderNames.ORIGINAL_TIMESTAMP,
            HeaderNames.ORIGINAL_GROUP,
            List.of(HeaderNames.EXCEPTION_CAUSE, HeaderNames.EXCEPTION),
            HeaderNames.EXCEPTION_MESSAGE,
            HeaderNames.EXCEPTION_STACK_TRACE,
            null);
    private static final DeadLetterNames SPRING_KAFKA = new DeadLetterNames(
            "spring-kafka",
            List.of("kafka_dlt-exception-fqcn", "kafka_dlt-exception-cause-fqcn", "kafka_dlt-original-topic"),
            "kafka_dlt-original-topic",
            "kafka_dlt-original-partition",
            "kafka_dlt-original-offset",
            "kafka_dlt-original-timestamp",
            HeaderNames.ORIGINAL_GROUP,
            List.of("kafka_dlt-exception-cause-fqcn", "kafka_dlt-exception-fqcn"),
            "kafka_dlt-exception-message",
            "kafka_dlt-exception-stacktrace",
            null);
    private static final DeadLetterNames KAFKA_CONNECT = new DeadLetterNames(
            "kafka-connect",
            List.of(
                    "__connect.errors.exception.class.name",
                    "__connect.errors.exception.message",
                    "__connect.errors.topic"),
            "__connect.errors.topic",
            "__connect.errors.partition",
            "__connect.errors.offset",
            null,
            "__connect.errors.connector.name",
            List.of("__connect.errors.exception.class.name"),
            "__connect.errors.exception.message",
            "__connect.errors.exception.stacktrace",
            null);
    private static final DeadLetterNames SHARE_GROUP = new DeadLetterNames(
            "share-group",
            List.of("__dlq.errors.topic", "__dlq.errors.group", "__dlq.errors.message"),
            "__dlq.errors.topic",
            "__dlq.errors.partition",
            "__dlq.errors.offset",
            null,
            "__dlq.errors.group",
            List.of(),
            "__dlq.errors.message",
            null,
            "__dlq.errors.delivery.count");
    private static final DeadLetterNames NOBODY =
            new DeadLetterNames("unknown", List.of(), null, null, null, null, null, List.of(), null, null, null);

    private static final List<DeadLetterNames> ALL = List.of(RETRY_TOPICS, SPRING_KAFKA, KAFKA_CONNECT, SHARE_GROUP);
    private static final List<String> PREFIXES = List.of(
            "kafka_original-",
            "kafka_exception-",
            "kafka_key-exception-",
            "kafka_dlt-",
            "retry_topic-",
            "redrive_",
            "__connect.errors.",
            "__dlq.errors.");

    /** Numbers that are written in binary. */
    private static final Set<String> BINARY = Set.of(
            HeaderNames.ATTEMPTS,
            HeaderNames.DUE_TIME,
            HeaderNames.FIRST_TIMESTAMP,
            HeaderNames.FIRST_FAILURE,
            HeaderNames.REDRIVES,
            HeaderNames.ORIGINAL_PARTITION,
            HeaderNames.ORIGINAL_OFFSET,
            HeaderNames.ORIGINAL_TIMESTAMP,
            "kafka_dlt-original-partition",
            "kafka_dlt-original-offset",
            "kafka_dlt-original-timestamp");

    /** Returns the names under which the headers of a record tell something. */
    static DeadLetterNames of(Headers headers) {
        for (DeadLetterNames each : ALL) {
            for (String name : each.present) {
                if (headers.lastHeader(name) != null) {
                    return each;
                }
            }
        }
        return NOBODY;
    }

    /** Whether a header is none of the application's. */
    static boolean isControl(String name) {
        // There are no packed headers on a dead letter, unless somebody has written something else under that name.
        return !name.equals(HeaderNames.PACKED) && PREFIXES.stream().anyMatch(name::startsWith);
    }

    /** Whether the value of a header is a number in binary. */
    static boolean isBinary(String name) {
        return BINARY.contains(name);
    }
}
