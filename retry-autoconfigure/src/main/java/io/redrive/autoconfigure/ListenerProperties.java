package io.redrive.autoconfigure;

import io.redrive.log.LogAmount;
import io.redrive.settings.RetryLayout;
import io.redrive.topic.TopicMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of one listener. What is left out is as its annotation says, or as the defaults say.
 *
 * @param enabled Whether the listener runs on Redrive; otherwise it is left to spring-kafka.
 * @param attempts Deliveries of a record at most, the first one included.
 * @param delay Delay before the second attempt.
 * @param multiplier Factor by which the delay grows from attempt to attempt.
 * @param maxDelay Longest delay when it grows.
 * @param delays Delay before each retry, in place of attempts, delay, multiplier and max-delay.
 * @param blockingDelays Delay before each retry in place, before the first retry topic; none when empty.
 * @param jitter Ratio, from 0 to 1, by which the delay of each record deviates at random.
 * @param include Exception classes that are retried; all others are fatal. Cannot be combined with exclude.
 * @param exclude Exception classes that are not retried.
 * @param traverseCauses Whether include and exclude also match the causes of a failure.
 * @param timeout Time after the timestamp of a record in which it is retried.
 * @param layout How the retry topics are spread over containers.
 * @param concurrency Consumers of the retry topics.
 * @param kafkaTemplate Name of the KafkaTemplate bean whose connection forwards use.
 * @param overdueRate Records per second that an instance delivers at most, of those on the retry topics that are overdue by more
 *     than 5 seconds; 0 for no bound.
 * @param topics Retry topics and dead-letter topics.
 * @param deadLetters Records that no attempt could process.
 * @param headers What forwarded records tell of their last failure.
 * @param logging What is written into the log io.redrive.failures.
 */
@ConfigurationPropertiesSource
public record ListenerProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable Integer attempts,
        @Nullable Duration delay,
        @Nullable Double multiplier,
        @Nullable Duration maxDelay,
        @Nullable List<Duration> delays,
        @Nullable List<Duration> blockingDelays,
        @Nullable Double jitter,
        @DefaultValue List<String> include,
        @DefaultValue List<String> exclude,
        @Nullable Boolean traverseCauses,
        @Nullable Duration timeout,
        @Nullable RetryLayout layout,
        @Nullable Integer concurrency,
        @Nullable String kafkaTemplate,
        @Nullable Integer overdueRate,
        @DefaultValue Topics topics,
        @DefaultValue DeadLetters deadLetters,
        @DefaultValue Headers headers,
        @DefaultValue Logging logging) {

    /**
     * Retry topics and dead-letter topics.
     *
     * @param mode What is done about the topics before the listener starts.
     * @param partitions Partitions of the topics.
     * @param replicationFactor Replicas of the topics, or -1 for the broker's default.
     * @param retention Time that records are kept in retry topics that Redrive creates; must be longer than the longest delay.
     * @param configs Further settings of topics that Redrive creates, by their Kafka names; in addition to those of the defaults.
     */
    public record Topics(
            @Nullable TopicMode mode,
            @Nullable Integer partitions,
            @Nullable Integer replicationFactor,
            @Nullable Duration retention,
            @DefaultValue Map<String, String> configs) {}

    /**
     * Records that no attempt could process.
     *
     * @param enabled Whether records that no attempt could process go to a dead-letter topic; otherwise they are logged and dropped.
     * @param topic Name of the dead-letter topic, for a listener of a single topic.
     * @param retention Time that dead letters are kept in topics that Redrive creates.
     * @param byException Exception classes whose records go to a dead-letter topic of their own, by what its name has in addition.
     */
    public record DeadLetters(
            @Nullable Boolean enabled,
            @Nullable String topic,
            @Nullable Duration retention,
            @DefaultValue Map<String, List<String>> byException) {}

    /**
     * What forwarded records tell of their last failure, beside the names of its classes.
     *
     * @param exceptionMessage Whether forwarded records carry the message of their last failure.
     * @param exceptionMessageLimit Longest message that is carried; what is longer is cut. At most 16KB.
     * @param stackTrace Whether forwarded records carry the stack trace of their last failure. Those of @RetryableTopic do unless
     *     it is switched off here.
     * @param stackTraceLimit Longest stack trace that is carried; what is longer is cut. At most 16KB.
     */
    public record Headers(
            @Nullable Boolean exceptionMessage,
            @Nullable DataSize exceptionMessageLimit,
            @Nullable Boolean stackTrace,
            @Nullable DataSize stackTraceLimit) {}

    /**
     * What is written into the log io.redrive.failures.
     *
     * @param attempts How many lines are written about failed attempts.
     * @param deadLetters How many lines are written about records that no attempt could process.
     * @param exceptionMessage Whether the lines contain the message of the failure; without it they have no stack trace either.
     * @param stackTrace Whether lines about records that no attempt could process have the stack trace of the failure.
     */
    public record Logging(
            @Nullable LogAmount attempts,
            @Nullable LogAmount deadLetters,
            @Nullable Boolean exceptionMessage,
            @Nullable Boolean stackTrace) {}
}
