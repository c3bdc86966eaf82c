package io.redrive.annotation;

import io.redrive.RedriveConfigurationException;
import io.redrive.annotation.Layout.Suffixes;
import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import io.redrive.classify.ExceptionClassifier;
import io.redrive.consume.RetriesInPlace;
import io.redrive.header.HeaderFormat;
import io.redrive.settings.ContainerValues;
import io.redrive.settings.DeadLetterValues;
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
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;

/** Makes the definition of a listener of what is said about it, with this engine's own names and defaults. */
final class DefinitionReader {

    private static final int DEAD_LETTER_TRIES = 3;

    /** The rate of overdue records where nothing is said about it. */
    static final int UNBOUNDED = 0;

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
        DeadLetterValues dead = values.deadLetters();
        ContainerValues containers = values.containers();
        boolean deadLetters = Objects.requireNonNull(dead.enabled());
        List<DeadLetterRoute> routes = deadLetters ? DeadLetterRoute.of(dead.byException()) : List.of();
        Layout layout = Layout.of(Objects.requireNonNull(containers.layout()));
        ListenerDefinition definition = new ListenerDefinition(
                layout,
                suffixes(layout, distinct.size(), deadLetters, routes),
                true,
                retriesInPlace(Objects.requireNonNull(values.backOff().blockingDelays()), attributes),
                backOff,
                backOff.delays().stream().map(distinct::indexOf).toList(),
                attributes.checked(
                        "jitter",
                        unused -> Jitter.ofRatio(
                                Objects.requireNonNull(values.backOff().jitter()))),
                classifier(values.failures(), FatalExceptions.DEFAULT, attributes),
                values.failures().timeout(),
                naming(attributes, distinct, dead, routes),
                DeadLetterRoute.rules(routes),
                settings(values, TopicSettings.LIKE_MAIN_TOPIC, attributes),
                deadLetters ? DeadLetterHandlers.find(AopUtils.getTargetClass(listenerBean)) : null,
                DEAD_LETTER_TRIES,
                null,
                containers.concurrency(),
                Objects.requireNonNullElse(containers.overdueRate(), UNBOUNDED),
                values.diagnostics().headers().text(),
                HeaderFormat.COMPACT,
                values.diagnostics().logging().policy(),
                Connections.sender(beanFactory, containers.kafkaTemplate()),
                container -> {},
                null,
                ForwardNames.ofGroup());
        refuseShortRetention(
                definition,
                attributes,
                said.topics().retention() == null ? "redrive.defaults.topics.retention" : "topics.retention");
        return definition;
    }

    /** What waits longer than its topic keeps it is lost. */
    static void refuseShortRetention(ListenerDefinition definition, Attributes attributes, String property) {
        Duration retention = definition.settings().retention();
        long longestMs =
                definition.jitter().longest(definition.backOff().longest().toMillis());
        if (retention != null && retention.toMillis() <= longestMs) {
            throw attributes.refused(
                    property + " is " + retention + ", but a record may wait for " + Duration.ofMillis(longestMs)
                            + ", jitter included: it would be deleted while it waits",
                    "Make " + property + " longer than the longest delay, better by days, so that an outage loses"
                            + " nothing; or leave it out for a week more than the delay");
        }
    }

    private static Suffixes suffixes(
            Layout layout, int retryTopics, boolean deadLetters, List<DeadLetterRoute> routes) {
        return new Suffixes(
                layout == Layout.SHARED
                        ? Suffixes.SHARED_RETRY
                        : IntStream.rangeClosed(1, retryTopics)
                                .mapToObj(each -> "-retry-" + each)
                                .toList(),
                deadLetters
                        ? Stream.concat(Stream.of("-dlt"), routes.stream().map(each -> each.suffix() + "-dlt"))
                                .toList()
                        : List.of());
    }

    static RetriesInPlace retriesInPlace(List<Duration> delays, Attributes attributes) {
        if (delays.stream().anyMatch(Duration::isNegative)) {
            throw attributes.refused(
                    "blockingDelays must not be negative, but are " + delays, "Correct blockingDelays");
        }
        return RetriesInPlace.beforeTheFirstForward(delays);
    }

    static ExceptionClassifier classifier(
            FailureValues failures, Set<Class<? extends Throwable>> fatal, Attributes attributes) {
        return attributes.checked(
                "include and exclude",
                unused -> new ExceptionClassifier(
                        failures.include(), failures.exclude(), fatal, Boolean.TRUE.equals(failures.traverseCauses())));
    }

    /** Returns the settings that are said, with the others where nothing is said. */
    static TopicSettings settings(RetryValues values, TopicSettings others, Attributes attributes) {
        TopicValues topics = values.topics();
        Duration deadLetterRetention = values.deadLetters().retention();
        Integer replicas = topics.replicationFactor();
        return attributes.checked(
                "replicationFactor and deadLetterRetention",
                unused -> new TopicSettings(
                        Objects.requireNonNullElse(topics.mode(), others.mode()),
                        Objects.requireNonNullElse(topics.partitions(), others.partitions()),
                        replicas == null ? others.replicationFactor() : replicas.shortValue(),
                        topics.retention() == null ? others.retention() : topics.retention(),
                        Objects.requireNonNullElse(deadLetterRetention, others.deadLetterRetention()),
                        topics.configs()));
    }

    private static ListenerDefinition.Naming naming(
            Attributes attributes, List<Duration> delays, DeadLetterValues deadLetters, List<DeadLetterRoute> routes) {
        return (mainTopic, group) -> attributes.checked("the topic names", unused -> {
            List<RetryTopic> retryTopics = new ArrayList<>();
            for (Duration delay : delays) {
                retryTopics.add(
                        new RetryTopic(TopicNaming.retryTopic(mainTopic, group, retryTopics.size() + 1), delay));
            }
            String named = deadLetters.topic();
            String dead = named == null ? TopicNaming.deadLetterTopic(mainTopic, group) : TopicNaming.checked(named);
            return new TopicChain(
                    mainTopic,
                    retryTopics,
                    Boolean.TRUE.equals(deadLetters.enabled()) ? dead : null,
                    routes.stream()
                            .map(route -> named == null
                                    ? TopicNaming.deadLetterTopic(mainTopic, group, route.suffix())
                                    : TopicNaming.checked(named + route.suffix()))
                            .toList());
        });
    }

    static RedriveConfigurationException missingGroup(String where) {
        return new RedriveConfigurationException(
                where + " has no consumer group, but the names of its retry topics contain it",
                "Give the @KafkaListener an id or a groupId, or set spring.kafka.consumer.group-id");
    }
}
