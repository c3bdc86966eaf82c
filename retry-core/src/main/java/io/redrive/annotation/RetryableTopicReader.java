package io.redrive.annotation;

import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import io.redrive.classify.ExceptionClassifier;
import io.redrive.header.ExceptionText;
import io.redrive.header.HeaderFormat;
import io.redrive.log.LogPolicy;
import io.redrive.settings.BackOffValues;
import io.redrive.settings.ExceptionNames;
import io.redrive.settings.FailureValues;
import io.redrive.settings.ListenerEntry;
import io.redrive.settings.RetryValues;
import io.redrive.topic.TopicMode;
import io.redrive.topic.TopicSettings;
import java.lang.reflect.AnnotatedElement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.retrytopic.DestinationTopic;
import org.springframework.kafka.retrytopic.DltStrategy;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationBuilder;
import org.springframework.kafka.retrytopic.RetryTopicConstants;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/** Reads spring-kafka's {@link RetryableTopic @RetryableTopic}, with spring-kafka's meaning and its topic names. */
final class RetryableTopicReader {

    static final int TRIES_UNLESS_FAIL_ON_ERROR = 3;
    private static final int SPRINGS_DEFAULT_PARTITIONS = 1;
    private static final int SPRINGS_DEFAULT_REPLICAS = -1;
    private static final long DEFAULT_DELAY_MS = 1_000;

    private final ConfigurableBeanFactory beanFactory;
    private final KafkaOperations<?, ?> unusedOperations;
    private final TopicMode mode;
    private final Supplier<SupportSettings> support;

    /**
     * Creates a reader.
     *
     * @param mode what is done about topics unless the annotation says that they are not created
     * @param support what the application has said to spring-kafka about all of its listeners
     */
    RetryableTopicReader(
            ConfigurableBeanFactory beanFactory,
            KafkaOperations<?, ?> unusedOperations,
            TopicMode mode,
            Supplier<SupportSettings> support) {
        this.beanFactory = beanFactory;
        this.unusedOperations = unusedOperations;
        this.mode = mode;
        this.support = support;
    }

    /** Reads an annotation, parts of which an entry in the configuration may override. */
    ListenerDefinition read(
            RetryableTopic annotation, AnnotatedElement element, Object listenerBean, ListenerEntry entry) {
        String where = entry.with("@RetryableTopic on " + Where.of(element));
        Attributes attributes = new Attributes(beanFactory, where, listenerBean);
        int attempts = Objects.requireNonNullElse(attributes.integer("attempts", annotation.attempts()), 1);
        BackOffValues values =
                backOff(annotation.backOff(), attempts, entry.values().backOff(), attributes);
        BackOffSchedule backOff = attributes.checked("attempts and backOff", unused -> springsDelays(values));
        DltStrategy strategy = strategy(annotation, entry.values().deadLetters().enabled());
        List<DestinationTopic.Properties> topics = springsTopics(annotation, backOff, strategy, attributes);
        List<DestinationTopic.Properties> retries = topics.stream()
                .filter(DestinationTopic.Properties::isRetryTopic)
                .toList();
        String deadLetterSuffix = topics.stream()
                .filter(DestinationTopic.Properties::isDltTopic)
                .map(DestinationTopic.Properties::suffix)
                .findFirst()
                .orElse(null);
        List<DeadLetterRoute> special = deadLetterSuffix == null ? List.of() : routes(annotation, entry.values());
        SpringsTopics names = new SpringsTopics(
                retries,
                deadLetterSuffix,
                special.stream().map(each -> each.suffix() + deadLetterSuffix).toList());
        List<Integer> levels = new ArrayList<>();
        for (int retry = 0; retry < backOff.delays().size(); retry++) {
            levels.add(Math.min(retry, retries.size() - 1));
        }
        Long timeoutMs = attributes.wholeNumber("timeout", annotation.timeout());
        if (timeoutMs != null && timeoutMs == RetryTopicConstants.NOT_SET) {
            timeoutMs = null;
        }
        ListenerDefinition annotated = new ListenerDefinition(
                Layout.PER_TOPIC,
                names.suffixes(),
                false,
                support.get().retriesInPlace(),
                backOff,
                levels,
                jitter(annotation.backOff(), backOff, values.maxDelay(), attributes),
                classifier(annotation, entry.values().failures(), attributes),
                timeoutMs == null ? null : Duration.ofMillis(timeoutMs),
                names,
                DeadLetterRoute.rules(special),
                settings(annotation, attributes),
                deadLetterSuffix == null ? null : DeadLetterHandlers.find(AopUtils.getTargetClass(listenerBean)),
                strategy == DltStrategy.FAIL_ON_ERROR ? 1 : TRIES_UNLESS_FAIL_ON_ERROR,
                attributes.bool("autoStartDltHandler", annotation.autoStartDltHandler()),
                attributes.integer("concurrency", annotation.concurrency()),
                DefinitionReader.UNBOUNDED,
                ExceptionText.OF_SPRING,
                HeaderFormat.STANDARD,
                LogPolicy.USUAL,
                Connections.sender(beanFactory, attributes.text("kafkaTemplate", annotation.kafkaTemplate())),
                support.get().containers(),
                Connections.containerFactory(
                        beanFactory,
                        attributes.text("listenerContainerFactory", annotation.listenerContainerFactory())),
                names.forwardNames());
        return new EntryOverrides(beanFactory, entry.values(), attributes).over(annotated);
    }

    private static List<DeadLetterRoute> routes(RetryableTopic annotation, RetryValues overriding) {
        var byException = overriding.deadLetters().byException();
        return byException.isEmpty()
                ? DeadLetterRoute.of(annotation.exceptionBasedDltRouting())
                : DeadLetterRoute.of(byException);
    }

    private static DltStrategy strategy(RetryableTopic annotation, @Nullable Boolean deadLetters) {
        if (deadLetters == null || deadLetters == (annotation.dltStrategy() != DltStrategy.NO_DLT)) {
            return annotation.dltStrategy();
        }
        return deadLetters ? DltStrategy.ALWAYS_RETRY_ON_ERROR : DltStrategy.NO_DLT;
    }

    /** The delays without jitter: spring-kafka draws that once, at start, and writes it into the names of the topics. */
    private static BackOffValues backOff(
            BackOff annotation, int attempts, BackOffValues overriding, Attributes attributes) {
        long plain = annotation.delay() == DEFAULT_DELAY_MS ? annotation.value() : annotation.delay();
        Duration delay = duration(attributes, "backOff.delay", annotation.delayString(), plain);
        Duration maxDelay =
                duration(attributes, "backOff.maxDelay", annotation.maxDelayString(), annotation.maxDelay());
        Double written = attributes.number("backOff.multiplier", annotation.multiplierString());
        double multiplier = written != null ? written : annotation.multiplier();
        boolean fixed = multiplier == 0;
        BackOffValues annotated = new BackOffValues(
                attempts,
                fixed && !maxDelay.isZero() ? min(delay, maxDelay) : delay,
                fixed ? null : multiplier,
                fixed || maxDelay.isZero() ? null : maxDelay,
                null,
                null,
                null);
        return overriding.over(annotated);
    }

    /** Each delay is computed from the one before as it is, in whole milliseconds, since it is in the name of a topic. */
    private static BackOffSchedule springsDelays(BackOffValues values) {
        BackOffSchedule checked = values.schedule();
        Double multiplier = values.multiplier();
        if (multiplier == null || values.delays() != null || checked.delays().isEmpty()) {
            return checked;
        }
        ExponentialBackOff springs =
                new ExponentialBackOff(checked.delayBefore(2).toMillis(), multiplier);
        springs.setMaxInterval(Objects.requireNonNullElse(values.maxDelay(), BackOffSchedule.LONGEST)
                .toMillis());
        BackOffExecution execution = springs.start();
        return new BackOffSchedule(Stream.generate(() -> Duration.ofMillis(execution.nextBackOff()))
                .limit(checked.delays().size())
                .toList());
    }

    private static Jitter jitter(
            BackOff annotation, BackOffSchedule backOff, @Nullable Duration maxDelay, Attributes attributes) {
        Duration spread = duration(attributes, "backOff.jitter", annotation.jitterString(), annotation.jitter());
        return spread.isZero() || backOff.delays().isEmpty()
                ? Jitter.ofSpread(spread)
                : Jitter.growing(spread, backOff.delayBefore(2), maxDelay);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration duration(Attributes attributes, String name, String text, long millis) {
        Duration written = attributes.duration(name, text);
        return written != null ? written : Duration.ofMillis(millis);
    }

    /** Lets spring-kafka name the topics, from delays that it can do nothing random with. */
    private List<DestinationTopic.Properties> springsTopics(
            RetryableTopic annotation, BackOffSchedule backOff, DltStrategy strategy, Attributes attributes) {
        return attributes.checked(
                "the topic names",
                unused -> RetryTopicConfigurationBuilder.newInstance()
                        .customBackoff(new ListedBackOff(backOff))
                        .maxAttempts(backOff.attempts())
                        .retryTopicSuffix(attributes.text("retryTopicSuffix", annotation.retryTopicSuffix()))
                        .dltSuffix(attributes.text("dltTopicSuffix", annotation.dltTopicSuffix()))
                        .dltProcessingFailureStrategy(strategy)
                        .setTopicSuffixingStrategy(annotation.topicSuffixingStrategy())
                        .sameIntervalTopicReuseStrategy(annotation.sameIntervalTopicReuseStrategy())
                        .create(unusedOperations)
                        .getDestinationTopicProperties());
    }

    private ExceptionClassifier classifier(RetryableTopic annotation, FailureValues overriding, Attributes attributes) {
        Set<Class<? extends Throwable>> include = new HashSet<>(Set.of(annotation.include()));
        include.addAll(named("includeNames", annotation.includeNames(), attributes));
        Set<Class<? extends Throwable>> exclude = new HashSet<>(Set.of(annotation.exclude()));
        exclude.addAll(named("excludeNames", annotation.excludeNames(), attributes));
        FailureValues annotated = new FailureValues(
                include, exclude, attributes.bool("traversingCauses", annotation.traversingCauses()), null);
        return DefinitionReader.classifier(
                overriding.over(annotated), support.get().fatal(), attributes);
    }

    private static Set<Class<? extends Throwable>> named(String attribute, String[] names, Attributes attributes) {
        return ExceptionNames.resolve(attributes.where() + ": " + attribute, attributes.names(attribute, names));
    }

    private TopicSettings settings(RetryableTopic annotation, Attributes attributes) {
        Integer partitions = attributes.integer("numPartitions", annotation.numPartitions());
        Integer replicas = attributes.integer("replicationFactor", annotation.replicationFactor());
        return attributes.checked(
                "autoCreateTopics, numPartitions and replicationFactor",
                unused -> settings(
                        // True is what spring-kafka says when nothing is said.
                        Boolean.FALSE.equals(attributes.bool("autoCreateTopics", annotation.autoCreateTopics()))
                                ? mode.withoutCreation()
                                : mode,
                        Objects.requireNonNullElse(partitions, SPRINGS_DEFAULT_PARTITIONS),
                        Objects.requireNonNullElse(replicas, SPRINGS_DEFAULT_REPLICAS)));
    }

    /** What spring-kafka writes when nothing is said means as many as the main topic has. */
    static TopicSettings settings(TopicMode mode, int partitions, int replicas) {
        return new TopicSettings(
                mode,
                partitions == SPRINGS_DEFAULT_PARTITIONS ? 0 : partitions,
                replicas == SPRINGS_DEFAULT_REPLICAS ? 0 : (short) replicas,
                TopicSettings.DEFAULT_DEAD_LETTER_RETENTION);
    }

    /** Gives out delays one by one. */
    private record ListedBackOff(BackOffSchedule schedule) implements org.springframework.util.backoff.BackOff {

        @Override
        public org.springframework.util.backoff.BackOffExecution start() {
            return new org.springframework.util.backoff.BackOffExecution() {

                private int next;

                @Override
                public long nextBackOff() {
                    return next < schedule.delays().size()
                            ? schedule.delays().get(next++).toMillis()
                            : STOP;
                }
            };
        }
    }
}
