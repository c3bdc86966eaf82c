package io.redrive.annotation;

import io.redrive.RedriveConfigurationException;
import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import io.redrive.classify.ExceptionClassifier;
import io.redrive.topic.TopicSettings;
import java.lang.reflect.AnnotatedElement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.retrytopic.DestinationTopic;
import org.springframework.kafka.retrytopic.DltStrategy;
import org.springframework.kafka.retrytopic.ExceptionBasedDltDestination;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationBuilder;
import org.springframework.util.ClassUtils;

/** Reads spring-kafka's {@link RetryableTopic @RetryableTopic}, with spring-kafka's meaning and its topic names. */
final class RetryableTopicReader {

    static final int TRIES_UNLESS_FAIL_ON_ERROR = 3;
    private static final int SPRINGS_DEFAULT_PARTITIONS = 1;
    private static final int SPRINGS_DEFAULT_REPLICAS = -1;
    private static final long DEFAULT_DELAY_MS = 1_000;

    private final ConfigurableBeanFactory beanFactory;
    private final KafkaOperations<?, ?> unusedOperations;

    RetryableTopicReader(ConfigurableBeanFactory beanFactory, KafkaOperations<?, ?> unusedOperations) {
        this.beanFactory = beanFactory;
        this.unusedOperations = unusedOperations;
    }

    ListenerDefinition read(RetryableTopic annotation, AnnotatedElement element, Object listenerBean) {
        Attributes attributes = new Attributes(beanFactory, "@RetryableTopic on " + Where.of(element), listenerBean);
        int attempts = Objects.requireNonNullElse(attributes.integer("attempts", annotation.attempts()), 1);
        BackOffSchedule backOff = backOff(annotation.backOff(), attempts, attributes);
        List<DestinationTopic.Properties> topics = springsTopics(annotation, backOff, attributes);
        List<DestinationTopic.Properties> retries = topics.stream()
                .filter(DestinationTopic.Properties::isRetryTopic)
                .toList();
        String deadLetterSuffix = topics.stream()
                .filter(DestinationTopic.Properties::isDltTopic)
                .map(DestinationTopic.Properties::suffix)
                .findFirst()
                .orElse(null);
        List<ExceptionBasedDltDestination> special =
                deadLetterSuffix == null ? List.of() : List.of(annotation.exceptionBasedDltRouting());
        SpringsTopics names = new SpringsTopics(
                retries,
                deadLetterSuffix,
                special.stream().map(each -> each.suffix() + deadLetterSuffix).toList());
        List<Integer> levels = new ArrayList<>();
        for (int retry = 0; retry < backOff.delays().size(); retry++) {
            levels.add(Math.min(retry, retries.size() - 1));
        }
        Long timeoutMs = attributes.wholeNumber("timeout", annotation.timeout());
        return new ListenerDefinition(
                Layout.PER_TOPIC,
                names.suffixes(),
                false,
                List.of(),
                backOff,
                levels,
                Jitter.ofSpread(duration(
                        attributes,
                        "backOff.jitter",
                        annotation.backOff().jitterString(),
                        annotation.backOff().jitter())),
                classifier(annotation, attributes),
                timeoutMs == null ? null : Duration.ofMillis(timeoutMs),
                names,
                special.stream().map(each -> Set.of(each.exceptions())).toList(),
                settings(annotation, attributes),
                deadLetterSuffix == null ? null : DeadLetterHandlers.find(AopUtils.getTargetClass(listenerBean)),
                annotation.dltStrategy() == DltStrategy.FAIL_ON_ERROR ? 1 : TRIES_UNLESS_FAIL_ON_ERROR,
                attributes.bool("autoStartDltHandler", annotation.autoStartDltHandler()),
                attributes.integer("concurrency", annotation.concurrency()),
                false,
                Connections.producerFactory(beanFactory, attributes.text("kafkaTemplate", annotation.kafkaTemplate())),
                Connections.containerFactory(
                        beanFactory,
                        attributes.text("listenerContainerFactory", annotation.listenerContainerFactory())),
                names.forwardNames());
    }

    /** The delays without jitter: spring-kafka draws that once, at start, and writes it into the names of the topics. */
    private static BackOffSchedule backOff(BackOff annotation, int attempts, Attributes attributes) {
        long plain = annotation.delay() == DEFAULT_DELAY_MS ? annotation.value() : annotation.delay();
        Duration delay = duration(attributes, "backOff.delay", annotation.delayString(), plain);
        Duration maxDelay =
                duration(attributes, "backOff.maxDelay", annotation.maxDelayString(), annotation.maxDelay());
        Double written = attributes.number("backOff.multiplier", annotation.multiplierString());
        double multiplier = written != null ? written : annotation.multiplier();
        return attributes.checked(
                "attempts and backOff",
                unused -> multiplier == 0
                        ? BackOffSchedule.fixed(attempts, maxDelay.isZero() ? delay : min(delay, maxDelay))
                        : BackOffSchedule.exponential(
                                attempts, delay, multiplier, maxDelay.isZero() ? null : maxDelay));
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
            RetryableTopic annotation, BackOffSchedule backOff, Attributes attributes) {
        return attributes.checked(
                "the topic names",
                unused -> RetryTopicConfigurationBuilder.newInstance()
                        .customBackoff(new ListedBackOff(backOff))
                        .maxAttempts(backOff.attempts())
                        .retryTopicSuffix(attributes.text("retryTopicSuffix", annotation.retryTopicSuffix()))
                        .dltSuffix(attributes.text("dltTopicSuffix", annotation.dltTopicSuffix()))
                        .dltProcessingFailureStrategy(annotation.dltStrategy())
                        .setTopicSuffixingStrategy(annotation.topicSuffixingStrategy())
                        .sameIntervalTopicReuseStrategy(annotation.sameIntervalTopicReuseStrategy())
                        .create(unusedOperations)
                        .getDestinationTopicProperties());
    }

    private ExceptionClassifier classifier(RetryableTopic annotation, Attributes attributes) {
        Set<Class<? extends Throwable>> include = new HashSet<>(Set.of(annotation.include()));
        include.addAll(named("includeNames", annotation.includeNames(), attributes));
        Set<Class<? extends Throwable>> exclude = new HashSet<>(Set.of(annotation.exclude()));
        exclude.addAll(named("excludeNames", annotation.excludeNames(), attributes));
        return attributes.checked(
                "include and exclude",
                unused -> new ExceptionClassifier(
                        include,
                        exclude,
                        FatalExceptions.DEFAULT,
                        Boolean.TRUE.equals(attributes.bool("traversingCauses", annotation.traversingCauses()))));
    }

    private static List<Class<? extends Throwable>> named(String attribute, String[] names, Attributes attributes) {
        List<Class<? extends Throwable>> types = new ArrayList<>();
        for (String name : attributes.names(attribute, names)) {
            try {
                types.add(ClassUtils.forName(name, ClassUtils.getDefaultClassLoader())
                        .asSubclass(Throwable.class));
            } catch (ClassNotFoundException | ClassCastException unknown) {
                throw new RedriveConfigurationException(
                        attributes.where() + ": " + attribute + " names '" + name
                                + "', which is not an exception class",
                        "Write the full name of an exception class",
                        unknown);
            }
        }
        return types;
    }

    private TopicSettings settings(RetryableTopic annotation, Attributes attributes) {
        Integer partitions = attributes.integer("numPartitions", annotation.numPartitions());
        Integer replicas = attributes.integer("replicationFactor", annotation.replicationFactor());
        return attributes.checked(
                "autoCreateTopics, numPartitions and replicationFactor",
                unused -> settings(
                        !Boolean.FALSE.equals(attributes.bool("autoCreateTopics", annotation.autoCreateTopics())),
                        Objects.requireNonNullElse(partitions, SPRINGS_DEFAULT_PARTITIONS),
                        Objects.requireNonNullElse(replicas, SPRINGS_DEFAULT_REPLICAS)));
    }

    /** What spring-kafka writes when nothing is said means as many as the main topic has. */
    static TopicSettings settings(boolean create, int partitions, int replicas) {
        return new TopicSettings(
                create,
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
