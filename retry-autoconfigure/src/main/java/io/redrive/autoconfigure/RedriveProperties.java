package io.redrive.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties of Redrive.
 *
 * @param enabled Whether retried listeners run on Redrive.
 * @param defaults Values for what is left empty in KafkaRetry annotations.
 * @param listeners Settings of single listeners, by listener id.
 * @param limits Bounds of what is kept in memory.
 */
@ConfigurationProperties("redrive")
public record RedriveProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue Defaults defaults,
        @DefaultValue Map<String, Listener> listeners,
        @DefaultValue Limits limits) {

    /**
     * Values for what is left empty in KafkaRetry annotations.
     *
     * @param attempts Deliveries of a record at most, the first one included.
     * @param delay Delay before the second attempt.
     * @param multiplier Factor by which the delay grows from attempt to attempt.
     * @param maxDelay Longest delay when it grows.
     * @param delays Delay before each retry, in place of attempts, delay, multiplier and max-delay.
     * @param blockingDelays Delay before each retry in place, before the first retry topic.
     * @param jitter Ratio, from 0 to 1, by which the delay of each record deviates at random.
     * @param traverseCauses Whether include and exclude also match the causes of a failure.
     * @param deadLetters Whether records that no attempt could process go to a dead-letter topic.
     * @param deadLetterRetention Time that dead letters are kept in topics that Redrive creates.
     * @param createTopics Whether missing retry and dead-letter topics are created.
     * @param stackTrace Whether forwarded records carry the stack trace of their last failure.
     */
    public record Defaults(
            @DefaultValue("3") int attempts,
            @DefaultValue("1s") Duration delay,
            @DefaultValue("1") double multiplier,
            @Nullable Duration maxDelay,
            @DefaultValue List<Duration> delays,
            @DefaultValue List<Duration> blockingDelays,
            @DefaultValue("0") double jitter,
            @DefaultValue("true") boolean traverseCauses,
            @DefaultValue("true") boolean deadLetters,
            @DefaultValue("30d") Duration deadLetterRetention,
            @DefaultValue("true") boolean createTopics,
            @DefaultValue("false") boolean stackTrace) {}

    /**
     * Settings of one listener.
     *
     * @param enabled Whether the listener runs on Redrive; otherwise it is left to spring-kafka.
     */
    public record Listener(@DefaultValue("true") boolean enabled) {}

    /**
     * Bounds of what is kept in memory.
     *
     * @param heldBytes Memory for records that wait until they are due; a tenth of the heap and at most 64MB by default.
     * @param inFlightForwards Forwards of one consumer that may be unacknowledged before it pauses its intake.
     */
    public record Limits(
            @Nullable DataSize heldBytes,
            @DefaultValue("10000") int inFlightForwards) {}
}
