package io.redrive.annotation;

import io.redrive.KafkaRetry;
import io.redrive.RedriveConfigurationException;
import io.redrive.annotation.Layout.Suffixes;
import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import io.redrive.classify.ExceptionClassifier;
import io.redrive.topic.ForwardNames;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicNaming;
import io.redrive.topic.TopicSettings;
import java.lang.reflect.AnnotatedElement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.util.StringUtils;

/** Reads {@link KafkaRetry @KafkaRetry}. */
final class KafkaRetryReader {

    private static final int DEAD_LETTER_TRIES = 3;

    private final ConfigurableBeanFactory beanFactory;
    private final RetryDefaults defaults;

    KafkaRetryReader(ConfigurableBeanFactory beanFactory, RetryDefaults defaults) {
        this.beanFactory = beanFactory;
        this.defaults = defaults;
    }

    ListenerDefinition read(KafkaRetry annotation, AnnotatedElement element, Object listenerBean) {
        Attributes attributes = new Attributes(beanFactory, "@KafkaRetry on " + Where.of(element), listenerBean);
        BackOffSchedule backOff = backOff(annotation, attributes);
        List<Duration> distinct = backOff.delays().stream().distinct().toList();
        boolean deadLetters = orElse(attributes.bool("deadLetters", annotation.deadLetters()), defaults.deadLetters());
        String deadLetterTopic = attributes.text("deadLetterTopic", annotation.deadLetterTopic());
        Layout layout = layout(annotation, attributes);
        return new ListenerDefinition(
                layout,
                suffixes(layout, distinct.size(), deadLetters),
                true,
                blockingDelays(annotation, attributes),
                backOff,
                backOff.delays().stream().map(distinct::indexOf).toList(),
                jitter(annotation, attributes),
                attributes.checked(
                        "include and exclude",
                        unused -> new ExceptionClassifier(
                                Set.of(annotation.include()),
                                Set.of(annotation.exclude()),
                                FatalExceptions.DEFAULT,
                                orElse(
                                        attributes.bool("traverseCauses", annotation.traverseCauses()),
                                        defaults.traverseCauses()))),
                null,
                naming(attributes, distinct, deadLetters, deadLetterTopic),
                List.of(),
                settings(annotation, attributes),
                deadLetters ? DeadLetterHandlers.find(AopUtils.getTargetClass(listenerBean)) : null,
                DEAD_LETTER_TRIES,
                null,
                attributes.integer("concurrency", annotation.concurrency()),
                orElse(attributes.bool("stackTrace", annotation.stackTrace()), defaults.stackTrace()),
                Connections.producerFactory(beanFactory, attributes.text("kafkaTemplate", annotation.kafkaTemplate())),
                null,
                ForwardNames.ofGroup());
    }

    private static Layout layout(KafkaRetry annotation, Attributes attributes) {
        String layout = Objects.requireNonNullElse(attributes.text("layout", annotation.layout()), "shared");
        return switch (layout) {
            case "shared" -> Layout.SHARED;
            case "per-topic" -> Layout.PER_TOPIC;
            default ->
                throw attributes.refused(
                        "layout = \"" + layout + "\" is not a layout", "Write layout as shared or per-topic");
        };
    }

    private static Suffixes suffixes(Layout layout, int retryTopics, boolean deadLetters) {
        return new Suffixes(
                layout == Layout.SHARED
                        ? List.of("-retry")
                        : IntStream.rangeClosed(1, retryTopics)
                                .mapToObj(each -> "-retry-" + each)
                                .toList(),
                deadLetters ? List.of("-dlt") : List.of());
    }

    private BackOffSchedule backOff(KafkaRetry annotation, Attributes attributes) {
        boolean formula = StringUtils.hasText(
                annotation.attempts() + annotation.delay() + annotation.multiplier() + annotation.maxDelay());
        if (annotation.delays().length > 0) {
            if (formula) {
                throw attributes.refused(
                        "delays cannot be combined with attempts, delay, multiplier or maxDelay",
                        "Keep either delays, one per retry, or the others");
            }
            List<Duration> delays = durations("delays", annotation.delays(), attributes);
            return attributes.checked("delays", unused -> new BackOffSchedule(delays));
        }
        if (!formula && !defaults.delays().isEmpty()) {
            return attributes.checked("redrive.defaults.delays", unused -> new BackOffSchedule(defaults.delays()));
        }
        int attempts = orElse(attributes.integer("attempts", annotation.attempts()), defaults.attempts());
        Duration delay = orElse(attributes.duration("delay", annotation.delay()), defaults.delay());
        double multiplier = orElse(attributes.number("multiplier", annotation.multiplier()), defaults.multiplier());
        Duration written = attributes.duration("maxDelay", annotation.maxDelay());
        Duration maxDelay = written != null ? written : notBelow(delay, defaults.maxDelay());
        return attributes.checked(
                "attempts, delay, multiplier and maxDelay",
                unused -> BackOffSchedule.exponential(attempts, delay, multiplier, maxDelay));
    }

    private List<Duration> blockingDelays(KafkaRetry annotation, Attributes attributes) {
        List<Duration> delays = annotation.blockingDelays().length == 0
                ? defaults.blockingDelays()
                : durations("blockingDelays", annotation.blockingDelays(), attributes);
        if (delays.stream().anyMatch(Duration::isNegative)) {
            throw attributes.refused(
                    "blockingDelays must not be negative, but are " + delays, "Correct blockingDelays");
        }
        return delays;
    }

    private static List<Duration> durations(String name, String[] values, Attributes attributes) {
        List<Duration> durations = new ArrayList<>();
        for (String each : values) {
            for (String part : StringUtils.commaDelimitedListToStringArray(
                    Objects.requireNonNullElse(attributes.text(name, each), ""))) {
                Duration duration = attributes.duration(name, part);
                if (duration != null) {
                    durations.add(duration);
                }
            }
        }
        return durations;
    }

    /** A default bound gives way to a delay that is written at the listener. */
    private static @Nullable Duration notBelow(Duration delay, @Nullable Duration maxDelay) {
        return maxDelay != null && maxDelay.compareTo(delay) < 0 ? delay : maxDelay;
    }

    private Jitter jitter(KafkaRetry annotation, Attributes attributes) {
        double ratio = orElse(attributes.number("jitter", annotation.jitter()), defaults.jitter());
        return attributes.checked("jitter", unused -> Jitter.ofRatio(ratio));
    }

    private TopicSettings settings(KafkaRetry annotation, Attributes attributes) {
        Integer partitions = attributes.integer("numPartitions", annotation.numPartitions());
        Integer replicas = attributes.integer("replicationFactor", annotation.replicationFactor());
        if (partitions != null && partitions < 1) {
            throw attributes.refused("numPartitions must be at least 1, but is " + partitions, "Correct numPartitions");
        }
        return attributes.checked(
                "createTopics, replicationFactor and deadLetterRetention",
                unused -> new TopicSettings(
                        orElse(attributes.bool("createTopics", annotation.createTopics()), defaults.createTopics()),
                        orElse(partitions, 0),
                        orElse(replicas, 0).shortValue(),
                        orElse(
                                attributes.duration("deadLetterRetention", annotation.deadLetterRetention()),
                                defaults.deadLetterRetention())));
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

    private static <T> T orElse(@Nullable T written, T otherwise) {
        return written == null ? otherwise : written;
    }

    static RedriveConfigurationException missingGroup(String where) {
        return new RedriveConfigurationException(
                where + " has no consumer group, but the names of its retry topics contain it",
                "Give the @KafkaListener an id or a groupId, or set spring.kafka.consumer.group-id");
    }
}
