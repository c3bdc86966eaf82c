package io.redrive.annotation;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an attribute of {@link io.redrive.KafkaRetry @KafkaRetry} means when it is left empty.
 *
 * @param attempts deliveries of a record, the first included
 * @param delay delay before the second attempt
 * @param multiplier growth of the delay
 * @param maxDelay longest delay when it grows, or null for no bound below 30 days
 * @param delays one delay per retry in place of the four above; empty for none
 * @param blockingDelays delays before retries in place
 * @param jitter ratio of random deviation
 * @param traverseCauses whether include and exclude match causes
 * @param deadLetters whether there is a dead-letter topic
 * @param deadLetterRetention how long dead letters are kept
 * @param createTopics whether missing topics are created
 * @param stackTrace whether forwards carry stack traces
 */
public record RetryDefaults(
        int attempts,
        Duration delay,
        double multiplier,
        @Nullable Duration maxDelay,
        List<Duration> delays,
        List<Duration> blockingDelays,
        double jitter,
        boolean traverseCauses,
        boolean deadLetters,
        Duration deadLetterRetention,
        boolean createTopics,
        boolean stackTrace) {}
