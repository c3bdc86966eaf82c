package io.redrive.annotation;

import io.redrive.RedriveConfigurationException;
import io.redrive.annotation.Layout.Suffixes;
import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import io.redrive.classify.ExceptionClassifier;
import io.redrive.settings.ContainerValues;
import io.redrive.settings.FailureValues;
import io.redrive.settings.RetryValues;
import io.redrive.settings.TopicValues;
import io.redrive.topic.ForwardNames;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicNaming;
import io.redrive.topic.TopicSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;

/** Makes the definition of a listener of what is said about it, with this engine's own names and defaults. */
final class DefinitionReader {

    private static final int DEAD_LETTER_TRIES = 3;

    private final ConfigurableBeanFactory beanFactory;
    private final RetryValues defaults;

    DefinitionReader(ConfigurableBeanFactory beanFactory, RetryValues defaults) {
        this.beanFactory = beanFactory;
        this.defaults = defaults;
    }

    /**
     * Reads values.
     *
     * @param said what is said about the listener in particular
     * @param where the place, or places, that say it
     */
    ListenerDefinition read(RetryValues said, String where, Object listenerBean) {
        Attributes attributes = new Attributes(beanFactory, where, listenerBean);
        RetryValues values = said.over(defaults);
        BackOffSchedule backOff = attributes.checked(
                (said.backOff().sayDelays() ? "" : "redrive.defaults or ")
                        + "attempts, delay, multiplier, maxDelay and delays",
                unused -> values.backOff().schedule());
        List<Duration> distinct = backOff.delays().stream().distinct().toList();
        TopicValues topics = values.topics();
        ContainerValues containers = values.containers();
        boolean deadLetters = Objects.requireNonNull(topics.deadLetters());
        Layout layout = Layout.of(Objects.requireNonNull(containers.layout()));
        return new ListenerDefinition(
                layout,
                suffixes(layout, distinct.size(), deadLetters),
                true,
                blockingDelays(Objects.requireNonNull(values.backOff().blockingDelays()), attributes),
                backOff,
                backOff.delays().stream().map(distinct::indexOf).toList(),
                attributes.checked(
                        "jitter",
                        unused -> Jitter.ofRatio(
                                Objects.requireNonNull(values.backOff().jitter()))),
                classifier(values.failures(), attributes),
                values.failures().timeout(),
                naming(attributes, distinct, deadLetters, topics.deadLetterTopic()),
                List.of(),
                settings(topics, TopicSettings.LIKE_MAIN_TOPIC, attributes),
                deadLetters ? DeadLetterHandlers.find(AopUtils.getTargetClass(listenerBean)) : null,
                DEAD_LETTER_TRIES,
                null,
                containers.concurrency(),
                Objects.requireNonNull(containers.stackTrace()),
                Connections.producerFactory(beanFactory, containers.kafkaTemplate()),
                null,
                ForwardNames.ofGroup());
    }

    private static Suffixes suffixes(Layout layout, int retryTopics, boolean deadLetters) {
        return new Suffixes(
                layout == Layout.SHARED
                        ? Suffixes.SHARED_RETRY
                        : IntStream.rangeClosed(1, retryTopics)
                                .mapToObj(each -> "-retry-" + each)
                                .toList(),
                deadLetters ? List.of("-dlt") : List.of());
    }

    static List<Duration> blockingDelays(List<Duration> delays, Attributes attributes) {
        if (delays.stream().anyMatch(Duration::isNegative)) {
            throw attributes.refused(
                    "blockingDelays must not be negative, but are " + delays, "Correct blockingDelays");
        }
        return delays;
    }

    static ExceptionClassifier classifier(FailureValues failures, Attributes attributes) {
        return attributes.checked(
                "include and exclude",
                unused -> new ExceptionClassifier(
                        failures.include(),
                        failures.exclude(),
                        FatalExceptions.DEFAULT,
                        Boolean.TRUE.equals(failures.traverseCauses())));
    }

    /** Returns the settings that are said, with the others where nothing is said. */
    static TopicSettings settings(TopicValues topics, TopicSettings others, Attributes attributes) {
        Integer replicas = topics.replicationFactor();
        return attributes.checked(
                "replicationFactor and deadLetterRetention",
                unused -> new TopicSettings(
                        Objects.requireNonNullElse(topics.mode(), others.mode()),
                        Objects.requireNonNullElse(topics.partitions(), others.partitions()),
                        replicas == null ? others.replicationFactor() : replicas.shortValue(),
                        Objects.requireNonNullElse(topics.deadLetterRetention(), others.deadLetterRetention())));
    }

    private static ListenerDefinition.Naming naming(
            Attributes attributes, List<Duration> delays, boolean deadLetters, @Nullable String deadLetterTopic) {
        return (mainTopic, group) -> attributes.checked("the topic names", unused -> {
            List<RetryTopic> retryTopics = new ArrayList<>();
            for (Duration delay : delays) {
                retryTopics.add(
                        new RetryTopic(TopicNaming.retryTopic(mainTopic, group, retryTopics.size() + 1), delay));
            }
            String dead = deadLetterTopic == null
                    ? TopicNaming.deadLetterTopic(mainTopic, group)
                    : TopicNaming.checked(deadLetterTopic);
            return new TopicChain(mainTopic, retryTopics, deadLetters ? dead : null);
        });
    }

    static RedriveConfigurationException missingGroup(String where) {
        return new RedriveConfigurationException(
                where + " has no consumer group, but the names of its retry topics contain it",
                "Give the @KafkaListener an id or a groupId, or set spring.kafka.consumer.group-id");
    }
}
