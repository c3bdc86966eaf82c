package io.redrive;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.retrytopic.ExceptionBasedDltDestination;

/**
 * Retries the records that a {@link org.springframework.kafka.annotation.KafkaListener @KafkaListener} method, or the
 * {@link org.springframework.kafka.annotation.KafkaHandler @KafkaHandler} methods of a class with that annotation, fail on:
 * they wait in retry topics until they are due, while the records behind them go on, and end in a dead-letter topic when no
 * attempt succeeds.
 *
 * <pre>{@code
 * @KafkaListener(id = "settlement", topics = "orders")
 * @KafkaRetry(attempts = "5", delay = "1s", multiplier = "2", maxDelay = "1m", jitter = "0.2")
 * void settle(Order order) { ... }
 * }</pre>
 *
 * <p>Every {@code String} attribute may hold property placeholders and SpEL expressions. An attribute left empty takes its
 * value from {@code redrive.defaults}. Durations are written as {@code 500ms}, {@code 10s}, {@code 5m}, {@code 2h},
 * {@code 1d}, in ISO-8601, or as a number of milliseconds; they may be as long as 30 days.
 *
 * <p>The retry topics are named {@code <topic>-<group>-retry-<n>}, the dead-letter topic {@code <topic>-<group>-dlt}.
 */
@Documented
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@RetryableTopic(kafkaTemplate = KafkaRetry.UNUSED_TEMPLATE)
public @interface KafkaRetry {

    /** Name of a bean that exists only because spring-kafka asks for one while it reads this annotation. */
    String UNUSED_TEMPLATE = "io.redrive.unusedKafkaOperations";

    /** How often a record is delivered at most, the first delivery included; 1 sends failures to the dead-letter topic. */
    String attempts() default "";

    /** Delay before the second attempt, and before every further one unless {@link #multiplier} says otherwise. */
    String delay() default "";

    /** Factor by which the delay grows from attempt to attempt, at least 1. */
    String multiplier() default "";

    /** Longest delay when the delay grows. */
    String maxDelay() default "";

    /**
     * The delay before each retry, in order, such as {@code {"10s", "1m", "10m"}}: the number of attempts is one more.
     * Cannot be combined with {@link #attempts}, {@link #delay}, {@link #multiplier} or {@link #maxDelay}.
     */
    String[] delays() default {};

    /**
     * The delay before each of a few retries in place, such as {@code {"50ms", "200ms"}}, before a record goes to its first
     * retry topic. They count as one attempt and hold up the records behind it, which therefore do not overtake it as long
     * as it succeeds; what would not end within half of {@code max.poll.interval.ms} is not begun. None when empty.
     */
    String[] blockingDelays() default {};

    /** Ratio, from 0 to 1, by which the delay of each record deviates at random, to either side. */
    String jitter() default "";

    /** Failures that are retried, with their subclasses; all others are fatal. Cannot be combined with {@link #exclude}. */
    Class<? extends Throwable>[] include() default {};

    /** Failures that are not retried, with their subclasses. */
    Class<? extends Throwable>[] exclude() default {};

    /** Whether {@link #include} and {@link #exclude} also match the causes of a failure. */
    String traverseCauses() default "";

    /** Whether records that no attempt could process go to a dead-letter topic; otherwise they are logged and dropped. */
    String deadLetters() default "";

    /**
     * Failures, or causes of failures, whose records go to a dead-letter topic of their own: its name has the suffix before
     * {@code -dlt}, or after {@link #deadLetterTopic} where that is given. The first that matches wins.
     */
    ExceptionBasedDltDestination[] deadLettersByException() default {};

    /** Name of the dead-letter topic, for a listener of a single topic. */
    String deadLetterTopic() default "";

    /** How long dead letters are kept, when Redrive creates the dead-letter topic. */
    String deadLetterRetention() default "";

    /** Partitions of the retry topics and the dead-letter topic; as many as the main topic has when empty. */
    String numPartitions() default "";

    /** Replicas of the retry topics and the dead-letter topic; as many as the main topic has when empty. */
    String replicationFactor() default "";

    /** Whether missing retry and dead-letter topics are created. */
    String createTopics() default "";

    /** Consumers for the retry topics; as many as the listener has when empty. */
    String concurrency() default "";

    /**
     * How the retry topics are spread over containers: {@code shared}, the default, reads all of them with one container and
     * has one for the dead-letter topic where there is a handler; {@code per-topic} gives every retry topic and the
     * dead-letter topic a container, an id and a group of its own, as spring-kafka does.
     */
    String layout() default "";

    /** Whether forwarded records carry the stack trace of their last failure in a header. */
    String stackTrace() default "";

    /** Name of the {@code KafkaTemplate} bean whose connection is used for forwards; the only or primary one when empty. */
    String kafkaTemplate() default "";
}
