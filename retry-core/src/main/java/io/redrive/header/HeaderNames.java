package io.redrive.header;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Names of the headers on forwarded records. Those that begin with {@code retry_topic-} and {@code kafka_} are spring-kafka's
 * (its {@code RetryTopicHeaders} and {@code KafkaHeaders}), so that applications and records can move between both.
 */
public final class HeaderNames {

    /** Number of the attempt that is due, 32 bits big-endian. */
    public static final String ATTEMPTS = "retry_topic-attempts";
    /** Due time in milliseconds since the epoch, the shortest two's complement that holds it, big-endian. */
    public static final String DUE_TIME = "retry_topic-backoff-timestamp";
    /** Timestamp of the record on the main topic, as {@link #DUE_TIME}. */
    public static final String FIRST_TIMESTAMP = "retry_topic-original-timestamp";

    /** Main topic, UTF-8. */
    public static final String ORIGINAL_TOPIC = "kafka_original-topic";
    /** Partition of the main topic, 32 bits big-endian. */
    public static final String ORIGINAL_PARTITION = "kafka_original-partition";
    /** Offset on the main topic, 64 bits big-endian. */
    public static final String ORIGINAL_OFFSET = "kafka_original-offset";
    /** Timestamp on the main topic, 64 bits big-endian. */
    public static final String ORIGINAL_TIMESTAMP = "kafka_original-timestamp";
    /** Type of that timestamp, UTF-8. */
    public static final String ORIGINAL_TIMESTAMP_TYPE = "kafka_original-timestamp-type";
    /** Consumer group whose listener failed, UTF-8. */
    public static final String ORIGINAL_GROUP = "kafka_dlt-original-consumer-group";

    /** Class of the failure, UTF-8. */
    public static final String EXCEPTION = "kafka_exception-fqcn";
    /** Class of its cause, UTF-8. */
    public static final String EXCEPTION_CAUSE = "kafka_exception-cause-fqcn";
    /** Message, UTF-8, usually at most {@value ExceptionText#USUAL_MESSAGE} bytes. */
    public static final String EXCEPTION_MESSAGE = "kafka_exception-message";
    /** Stack trace, UTF-8, usually at most {@value ExceptionText#USUAL_STACK_TRACE} bytes. */
    public static final String EXCEPTION_STACK_TRACE = "kafka_exception-stacktrace";

    /** Same for every copy of one forward: topic, partition and offset of the origin and the attempt, divided by slashes, UTF-8. */
    public static final String FORWARD_ID = "redrive_forward-id";
    /** When the record failed first, as {@link #DUE_TIME}; written once and carried on. */
    public static final String FIRST_FAILURE = "redrive_first-failure";
    /** Why the record is dead, UTF-8. */
    public static final String DEAD_LETTER_REASON = "redrive_dead-letter-reason";
    /** First frame of the application in the stack trace of what killed it, class and method, UTF-8; on dead letters only. */
    public static final String FAILURE_FRAME = "redrive_failure-frame";
    /** The failures before the last one, UTF-8, at most {@value FailureHistory#MOST_BYTES} bytes; {@link FailureHistory}. */
    public static final String EARLIER_FAILURES = "redrive_earlier-failures";

    /** Which job has sent the record back, and which dead letter it was: id of the job, partition and offset, divided by slashes. */
    public static final String REDRIVEN_BY = "redrive_redriven-by";
    /** How often the record was sent back, 32 bits big-endian. */
    public static final String REDRIVES = "redrive_redrives";

    /** Signs the others, on retry topics of applications that have a key for it. */
    static final String SIGNATURE = "redrive_signature";

    /** Several of the others in one, on retry topics with the format {@link HeaderFormat#COMPACT}. */
    static final String PACKED = "redrive_packed";

    /** Headers that a forward replaces, wherever they come from. */
    private static final Set<String> OWN = Set.of(
            ATTEMPTS,
            DUE_TIME,
            FIRST_TIMESTAMP,
            ORIGINAL_TOPIC,
            ORIGINAL_PARTITION,
            ORIGINAL_OFFSET,
            ORIGINAL_TIMESTAMP,
            ORIGINAL_TIMESTAMP_TYPE,
            ORIGINAL_GROUP,
            EXCEPTION,
            EXCEPTION_CAUSE,
            EXCEPTION_MESSAGE,
            EXCEPTION_STACK_TRACE,
            FORWARD_ID,
            FIRST_FAILURE,
            DEAD_LETTER_REASON,
            FAILURE_FRAME,
            EARLIER_FAILURES,
            PACKED,
            SIGNATURE,
            "kafka_key-exception-fqcn",
            "kafka_key-exception-message",
            "kafka_key-exception-stacktrace");

    private static final Map<String, String> CANONICAL =
            OWN.stream().collect(Collectors.toUnmodifiableMap(name -> name, name -> name));

    private HeaderNames() {}

    /** Returns the constant that equals {@code name}, or {@code name}: what is kept in memory should not repeat it. */
    public static String canonical(String name) {
        String constant = CANONICAL.get(name);
        return constant == null ? name : constant;
    }

    static boolean isOwn(String name) {
        // Almost every user header differs in its first letter, which spares the hash.
        char first = name.isEmpty() ? ' ' : name.charAt(0);
        return (first == 'k' || first == 'r') && OWN.contains(name);
    }
}
