package io.redrive.autoconfigure;

import io.redrive.settings.RetryLayout;
import io.redrive.topic.TopicMode;
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
 * @param defaults Values for what neither the entry of a listener nor its KafkaRetry annotation says.
 * @param listeners Settings of single listeners, by listener id; they make a listener a retried one and override its annotation.
 * @param topics What is said about the retry and dead-letter topics of all listeners, whatever their annotation.
 * @param limits Bounds of what is kept in memory.
 */
@ConfigurationProperties("redrive")
public record RedriveProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue Defaults defaults,
        @DefaultValue Map<String, Listener> listeners,
        @DefaultValue Topics topics,
        @DefaultValue Limits limits) {

    /**
     * Values for what neither the entry of a listener nor its KafkaRetry annotation says. They do not change listeners with
     * spring-kafka's RetryableTopic annotation.
     *
     * @param attempts Deliveries of a record at most, the first one included.
     * @param delay Delay before the second attempt.
     * @param multiplier Factor by which the delay grows from attempt to attempt.
     * @param maxDelay Longest delay when it grows.
     * @param delays Delay before each retry, in place of attempts, delay, multiplier and max-delay.
     * @param blockingDelays Delay before each retry in place, before the first retry topic.
     * @param jitter Ratio, from 0 to 1, by which the delay of each record deviates at random.
     * @param include Exception classes that are retried; all others are fatal. Cannot be combined with exclude.
     * @param exclude Exception classes that are not retried.
     * @param traverseCauses Whether include and exclude also match the causes of a failure.
     * @param timeout Time after the timestamp of a record in which it is retried; without bound by default.
     * @param layout How the retry topics of a listener are spread over containers.
     * @param deadLetters Whether records that no attempt could process go to a dead-letter topic.
     * @param deadLetterRetention Time that dead letters are kept in topics that Redrive creates.
     * @param partitions Partitions of retry and dead-letter topics; as many as the main topic has by default.
     * @param replicationFactor Replicas of retry and dead-letter topics; as many as the main topic has by default.
     * @param concurrency Consumers of the retry topics of a listener; as many as the listener has by default.
     * @param stackTrace Whether forwarded records carry the stack trace of their last failure.
     * @param kafkaTemplate Name of the KafkaTemplate bean whose connection forwards use; the only or primary one by default.
     */
    public record Defaults(
            @DefaultValue("3") int attempts,
            @DefaultValue("1s") Duration delay,
            @DefaultValue("1") double multiplier,
            @Nullable Duration maxDelay,
            @DefaultValue List<Duration> delays,
            @DefaultValue List<Duration> blockingDelays,
            @DefaultValue("0") double jitter,
            @DefaultValue List<String> include,
            @DefaultValue List<String> exclude,
            @DefaultValue("true") boolean traverseCauses,
            @Nullable Duration timeout,
            @DefaultValue("shared") RetryLayout layout,
            @DefaultValue("true") boolean deadLetters,
            @DefaultValue("30d") Duration deadLetterRetention,
            @Nullable Integer partitions,
            @Nullable Integer replicationFactor,
            @Nullable Integer concurrency,
            @DefaultValue("false") boolean stackTrace,
            @Nullable String kafkaTemplate) {}

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
     * @param deadLetters Whether records that no attempt could process go to a dead-letter topic.
     * @param deadLetterTopic Name of the dead-letter topic, for a listener of a single topic.
     * @param deadLetterRetention Time that dead letters are kept when Redrive creates the dead-letter topic.
     * @param partitions Partitions of the retry topics and the dead-letter topic.
     * @param replicationFactor Replicas of the retry topics and the dead-letter topic.
     * @param topics Settings of the retry topics and the dead-letter topic.
     * @param concurrency Consumers of the retry topics.
     * @param stackTrace Whether forwarded records carry the stack trace of their last failure.
     * @param kafkaTemplate Name of the KafkaTemplate bean whose connection forwards use.
     */
    public record Listener(
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
            @Nullable Boolean deadLetters,
            @Nullable String deadLetterTopic,
            @Nullable Duration deadLetterRetention,
            @Nullable Integer partitions,
            @Nullable Integer replicationFactor,
            @DefaultValue ListenerTopics topics,
            @Nullable Integer concurrency,
            @Nullable Boolean stackTrace,
            @Nullable String kafkaTemplate) {}

    /**
     * What is said about the retry and dead-letter topics of all listeners, whatever their annotation.
     *
     * @param mode What is done about retry and dead-letter topics before their listeners start.
     */
    public record Topics(@DefaultValue("create") TopicMode mode) {}

    /**
     * Settings of the retry topics and the dead-letter topic of one listener.
     *
     * @param mode What is done about the topics before the listener starts.
     */
    public record ListenerTopics(@Nullable TopicMode mode) {}

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
