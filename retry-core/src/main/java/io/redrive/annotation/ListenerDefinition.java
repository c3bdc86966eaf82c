package io.redrive.annotation;

import io.redrive.annotation.Layout.Suffixes;
import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import io.redrive.classify.FailureClassifier;
import io.redrive.consume.RetriesInPlace;
import io.redrive.header.ExceptionText;
import io.redrive.header.HeaderFormat;
import io.redrive.log.LogPolicy;
import io.redrive.topic.ForwardNames;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/**
 * What is said about the retries of a listener, whether an annotation says it or a configuration bean.
 *
 * @param layout how its containers are laid out
 * @param suffixes what is appended to id and group for the containers
 * @param ownGroups whether the further containers have groups of their own also when the listener takes its group from the
 *     container factory
 * @param retriesInPlace retries without a forward
 * @param backOff delays between attempts
 * @param levels for each retry, the index of its retry topic
 * @param jitter deviation from the delays
 * @param classifier which failures are retried
 * @param timeout how long after its first timestamp a record may be retried, or null for ever
 * @param naming names of the topics
 * @param deadLetterRules the failures whose records go to the special dead-letter topics, in the order of these
 * @param settings how topics are created
 * @param deadLetterHandler method that is shown dead letters, or null
 * @param deadLetterTries how often it is shown one that it fails on
 * @param startDeadLetterHandler whether its containers start by themselves, or null for as the others
 * @param concurrency consumers of the retry and dead-letter topics, or null for as many as the main topic has
 * @param overdueRate overdue records per second that an instance delivers at most; 0 for no bound
 * @param exceptionText how much of the text of failures forwards carry
 * @param headers how the headers of records on its retry topics are written
 * @param logPolicy what is written about failures
 * @param sender finds what makes the connection that forwards use
 * @param containers is given each of its containers before it is set up
 * @param containerFactory finds what makes the containers of retry and dead-letter topics, or null for the main topic's
 * @param forwardNames recognises the names of its retry and dead-letter topics, also the former ones
 */
record ListenerDefinition(
        Layout layout,
        Suffixes suffixes,
        boolean ownGroups,
        RetriesInPlace retriesInPlace,
        BackOffSchedule backOff,
        List<Integer> levels,
        Jitter jitter,
        FailureClassifier classifier,
        @Nullable Duration timeout,
        Naming naming,
        List<Set<Class<? extends Throwable>>> deadLetterRules,
        TopicSettings settings,
        @Nullable DeadLetterHandler deadLetterHandler,
        int deadLetterTries,
        @Nullable Boolean startDeadLetterHandler,
        @Nullable Integer concurrency,
        int overdueRate,
        ExceptionText exceptionText,
        HeaderFormat headers,
        LogPolicy logPolicy,
        Supplier<Sender> sender,
        Consumer<ConcurrentMessageListenerContainer<?, ?>> containers,
        @Nullable Supplier<ConcurrentKafkaListenerContainerFactory<?, ?>> containerFactory,
        ForwardNames forwardNames) {

    /** Names the topics that belong to a main topic. */
    @FunctionalInterface
    interface Naming {

        TopicChain chain(String mainTopic, String group);
    }
}
