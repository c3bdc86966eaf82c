package io.redrive.annotation;

import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import io.redrive.classify.ExceptionClassifier;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicSettings;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the annotation of a listener says, whichever annotation it is.
 *
 * @param layout how its containers are laid out
 * @param backOff delays between attempts
 * @param levels for each retry, the index of its retry topic
 * @param jitter deviation from the delays
 * @param classifier which failures are retried
 * @param timeout how long after its first timestamp a record may be retried, or null for ever
 * @param naming names of the topics
 * @param retrySuffixes in the layout per topic, what is appended to id and group for each retry topic
 * @param deadLetterSuffix what is appended to id and group for the dead-letter topic
 * @param settings how topics are created
 * @param deadLetterHandler method that is shown dead letters, or null
 * @param deadLetterTries how often it is shown one that it fails on
 * @param startDeadLetterHandler whether its container starts by itself, or null for as the others
 * @param concurrency consumers of the retry topics, or null for as many as the main topic has
 * @param stackTraces whether forwards carry stack traces
 * @param kafkaTemplate bean whose connection forwards use, or null for the only one
 * @param containerFactory bean that makes the containers of retry and dead-letter topics, or null for the main topic's
 */
record ListenerDefinition(
        Layout layout,
        BackOffSchedule backOff,
        List<Integer> levels,
        Jitter jitter,
        ExceptionClassifier classifier,
        @Nullable Duration timeout,
        Naming naming,
        List<String> retrySuffixes,
        String deadLetterSuffix,
        TopicSettings settings,
        @Nullable Method deadLetterHandler,
        int deadLetterTries,
        @Nullable Boolean startDeadLetterHandler,
        @Nullable Integer concurrency,
        boolean stackTraces,
        @Nullable String kafkaTemplate,
        @Nullable String containerFactory) {

    /** Names the topics that belong to a main topic. */
    @FunctionalInterface
    interface Naming {

        TopicChain chain(String mainTopic, String group);
    }
}
