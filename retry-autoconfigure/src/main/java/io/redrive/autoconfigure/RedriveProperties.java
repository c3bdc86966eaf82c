package io.redrive.autoconfigure;

import io.redrive.log.LogAmount;
import io.redrive.print.PrintFormat;
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
 * @param enabled Whether retried listeners run on Redrive; otherwise they are left to spring-kafka.
 * @param defaults Values for what neither the entry of a listener nor its KafkaRetry annotation says.
 * @param listeners Settings of single listeners, by listener id; they make a listener a retried one and override its annotation.
 * @param topics What is said about the retry and dead-letter topics of all listeners, whatever their annotation.
 * @param limits Bounds of what is kept in memory.
 * @param redaction What is taken out of the text of failures.
 * @param signature How records on retry topics are signed.
 * @param deadLetters Looking at records that no attempt could process.
 * @param metrics What is counted.
 */
@ConfigurationProperties("redrive")
public record RedriveProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue Defaults defaults,
        @DefaultValue Map<String, ListenerProperties> listeners,
        @DefaultValue Topics topics,
        @DefaultValue Limits limits,
        @DefaultValue Redaction redaction,
        @DefaultValue Signature signature,
        @DefaultValue DeadLetters deadLetters,
        @DefaultValue Metrics metrics) {

    /**
     * Values for what neither the entry of a listener nor its KafkaRetry annotation says. They do not change listeners with
     * spring-kafka's RetryableTopic annotation.
     *
     * @param attempts Deliveries of a record at most, the first one included.
     * @param delay Delay before the second attempt.
     * @param multiplier Factor by which the delay grows from attempt to attempt.
     * @param maxDelay Longest delay when it grows; 30 days by default.
     * @param delays Delay before each retry, in place of attempts, delay, multiplier and max-delay.
     * @param blockingDelays Delay before each retry in place, before the first retry topic.
     * @param jitter Ratio, from 0 to 1, by which the delay of each record deviates at random.
     * @param include Exception classes that are retried; all others are fatal. Cannot be combined with exclude.
     * @param exclude Exception classes that are not retried.
     * @param traverseCauses Whether include and exclude also match the causes of a failure.
     * @param timeout Time after the timestamp of a record in which it is retried; without bound by default.
     * @param layout How the retry topics of a listener are spread over containers.
     * @param concurrency Consumers of the retry topics of a listener; as many as the listener has by default.
     * @param kafkaTemplate Name of the KafkaTemplate bean whose connection forwards use; the only or primary one by default.
     * @param overdueRate Records per second that an instance delivers at most to a listener, of those on its retry topics that are
     *     overdue by more than 5 seconds; 0 for no bound.
     * @param topics Retry topics and dead-letter topics.
     * @param deadLetters Records that no attempt could process.
     * @param headers What forwarded records tell of their last failure.
     * @param logging What is written into the log io.redrive.failures.
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
            @Nullable Integer concurrency,
            @Nullable String kafkaTemplate,
            @DefaultValue("0") int overdueRate,
            @DefaultValue DefaultTopics topics,
            @DefaultValue DefaultDeadLetters deadLetters,
            @DefaultValue DefaultHeaders headers,
            @DefaultValue DefaultLogging logging) {}

    /**
     * Retry topics and dead-letter topics.
     *
     * @param partitions Partitions of retry and dead-letter topics; as many as the main topic has by default.
     * @param replicationFactor Replicas of retry and dead-letter topics; as many as the main topic has by default, -1 for the
     *     broker's default.
     * @param retention Time that records are kept in retry topics that Redrive creates; must be longer than the longest delay. A week
     *     more than the delay of the topic by default.
     * @param configs Further settings of retry and dead-letter topics that Redrive creates, by their Kafka names.
     */
    public record DefaultTopics(
            @Nullable Integer partitions,
            @Nullable Integer replicationFactor,
            @Nullable Duration retention,
            @DefaultValue Map<String, String> configs) {}

    /**
     * Records that no attempt could process.
     *
     * @param enabled Whether records that no attempt could process go to a dead-letter topic; otherwise they are logged and dropped.
     * @param retention Time that dead letters are kept in topics that Redrive creates.
     * @param byException Exception classes whose records go to a dead-letter topic of their own, by what its name has in addition.
     */
    public record DefaultDeadLetters(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("30d") Duration retention,
            @DefaultValue Map<String, List<String>> byException) {}

    /**
     * What forwarded records tell of their last failure, beside the names of its classes.
     *
     * @param exceptionMessage Whether forwarded records carry the message of their last failure.
     * @param exceptionMessageLimit Longest message that is carried; what is longer is cut. At most 16KB.
     * @param stackTrace Whether forwarded records carry the stack trace of their last failure.
     * @param stackTraceLimit Longest stack trace that is carried; what is longer is cut. At most 16KB.
     */
    public record DefaultHeaders(
            @DefaultValue("true") boolean exceptionMessage,
            @DefaultValue("1KB") DataSize exceptionMessageLimit,
            @DefaultValue("false") boolean stackTrace,
            @DefaultValue("8KB") DataSize stackTraceLimit) {}

    /**
     * What is written into the log io.redrive.failures.
     *
     * @param attempts How many lines are written about failed attempts.
     * @param deadLetters How many lines are written about records that no attempt could process.
     * @param exceptionMessage Whether the lines contain the message of the failure; without it they have no stack trace either.
     * @param stackTrace Whether lines about records that no attempt could process have the stack trace of the failure.
     */
    public record DefaultLogging(
            @DefaultValue("summarized") LogAmount attempts,
            @DefaultValue("summarized") LogAmount deadLetters,
            @DefaultValue("true") boolean exceptionMessage,
            @DefaultValue("true") boolean stackTrace) {}

    /**
     * What is said about the retry and dead-letter topics of all listeners, whatever their annotation.
     *
     * @param mode What is done about retry and dead-letter topics before their listeners start.
     * @param print Format in which the application prints the topics and permissions it needs, and ends without starting any
     *     listener.
     * @param printPrincipal Principal of the application in printed permissions.
     * @param printCluster Name of the Kafka resource in printed Strimzi resources.
     */
    public record Topics(
            @DefaultValue("create") TopicMode mode,
            @Nullable PrintFormat print,
            @DefaultValue(Topics.ANYBODY) String printPrincipal,
            @DefaultValue("my-cluster") String printCluster) {

        static final String ANYBODY = "User:application";
    }

    /**
     * Bounds of what is kept in memory.
     *
     * @param heldBytes Memory for records that wait until they are due; a tenth of the heap and at most 64MB by default.
     * @param inFlightForwards Forwards of one consumer that may be unacknowledged before it pauses its intake.
     */
    public record Limits(
            @Nullable DataSize heldBytes,
            @DefaultValue("10000") int inFlightForwards) {}

    /**
     * What is taken out of the text of failures before anybody sees it, beside what beans of type FailureRedaction take out.
     *
     * @param commonSecrets Whether values of names such as password, credentials in headers and addresses, tokens and private keys are
     *     taken out of the text of failures.
     */
    public record Redaction(@DefaultValue("true") boolean commonSecrets) {}

    /**
     * How records on retry topics are signed, for clusters where others may write to them.
     *
     * @param key Key that records on retry topics are signed with, of at least 32 bytes; without one they are not signed.
     * @param otherKey Further key whose signatures are accepted, while keys are changed.
     * @param required Whether records on retry topics without a valid signature go to the dead-letter topic.
     */
    public record Signature(
            @Nullable String key,
            @Nullable String otherKey,
            @DefaultValue("true") boolean required) {

        /** Keys are not for everybody who looks at the properties. */
        @Override
        public String toString() {
            return "Signature[required=" + required + "]";
        }
    }

    /**
     * Looking at records that no attempt could process.
     *
     * @param topics Names of dead-letter topics that no listener of the application writes to, such as those of Kafka Connect and
     *     of share groups, to be shown as well.
     * @param applicationPackages Packages whose frames in a stack trace tell where the application failed; those that Spring Boot
     *     scans by default.
     * @param scan What one call of the endpoint may cost.
     * @param redriveTargets Names of further topics that dead letters may be sent to.
     * @param redriveLookInterval How often it is looked for jobs that other instances have begun.
     */
    public record DeadLetters(
            @DefaultValue List<String> topics,
            @DefaultValue List<String> applicationPackages,
            @DefaultValue Scan scan,
            @DefaultValue List<String> redriveTargets,
            @DefaultValue("10s") Duration redriveLookInterval) {}

    /**
     * What one call of the endpoint may cost.
     *
     * @param maxRecords Records that one call reads at most.
     * @param maxBytes Bytes of records after which a call reads no further.
     * @param maxTime Time after which a call reads no further.
     * @param concurrency Calls that may read at the same time on one instance; others are refused.
     */
    public record Scan(
            @DefaultValue("20000") int maxRecords,
            @DefaultValue("32MB") DataSize maxBytes,
            @DefaultValue("5s") Duration maxTime,
            @DefaultValue("2") int concurrency) {}

    /**
     * What is counted.
     *
     * @param topicsInterval How often brokers are asked what is in retry and dead-letter topics; 0 for never, and no meters of
     *     topics.
     */
    public record Metrics(@DefaultValue("30s") Duration topicsInterval) {}
}
