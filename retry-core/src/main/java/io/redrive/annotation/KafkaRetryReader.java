package io.redrive.annotation;

import io.redrive.KafkaRetry;
import io.redrive.settings.BackOffValues;
import io.redrive.settings.ContainerValues;
import io.redrive.settings.DeadLetterValues;
import io.redrive.settings.DiagnosticValues;
import io.redrive.settings.FailureValues;
import io.redrive.settings.ListenerEntry;
import io.redrive.settings.RetryLayout;
import io.redrive.settings.RetryValues;
import io.redrive.settings.TopicValues;
import io.redrive.topic.TopicMode;
import java.lang.reflect.AnnotatedElement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.util.StringUtils;

/** Reads {@link KafkaRetry @KafkaRetry}. */
final class KafkaRetryReader {

    private final ConfigurableBeanFactory beanFactory;
    private final DefinitionReader definitions;
    private final RetryValues defaults;

    KafkaRetryReader(ConfigurableBeanFactory beanFactory, RetryValues defaults) {
        this.beanFactory = beanFactory;
        this.defaults = defaults;
        this.definitions = new DefinitionReader(beanFactory, defaults);
    }

    /** Reads an annotation, parts of which an entry in the configuration may override. */
    ListenerDefinition read(KafkaRetry annotation, AnnotatedElement element, Object listenerBean, ListenerEntry entry) {
        String where = "@KafkaRetry on " + Where.of(element);
        RetryValues annotated = values(annotation, new Attributes(beanFactory, where, listenerBean));
        return definitions.read(entry.values().over(annotated), entry.with(where), listenerBean);
    }

    private RetryValues values(KafkaRetry annotation, Attributes attributes) {
        return new RetryValues(
                backOff(annotation, attributes),
                new FailureValues(
                        Set.of(annotation.include()),
                        Set.of(annotation.exclude()),
                        attributes.bool("traverseCauses", annotation.traverseCauses()),
                        null),
                topics(annotation, attributes),
                new DeadLetterValues(
                        attributes.bool("deadLetters", annotation.deadLetters()),
                        attributes.text("deadLetterTopic", annotation.deadLetterTopic()),
                        attributes.duration("deadLetterRetention", annotation.deadLetterRetention()),
                        byException(annotation, attributes)),
                new ContainerValues(
                        layout(annotation, attributes),
                        attributes.integer("concurrency", annotation.concurrency()),
                        attributes.text("kafkaTemplate", annotation.kafkaTemplate()),
                        null),
                new DiagnosticValues(
                        new DiagnosticValues.Headers(
                                null, null, attributes.bool("stackTrace", annotation.stackTrace()), null),
                        DiagnosticValues.NONE.logging()));
    }

    private static BackOffValues backOff(KafkaRetry annotation, Attributes attributes) {
        BackOffValues backOff = new BackOffValues(
                attributes.integer("attempts", annotation.attempts()),
                attributes.duration("delay", annotation.delay()),
                attributes.number("multiplier", annotation.multiplier()),
                attributes.duration("maxDelay", annotation.maxDelay()),
                durations("delays", annotation.delays(), attributes),
                annotation.blockingDelays().length == 0
                        ? null
                        : durations("blockingDelays", annotation.blockingDelays(), attributes),
                attributes.number("jitter", annotation.jitter()));
        if (backOff.contradict()) {
            throw attributes.refused(
                    "delays cannot be combined with attempts, delay, multiplier or maxDelay",
                    "Keep either delays, one per retry, or the others");
        }
        return backOff;
    }

    private @Nullable TopicMode mode(@Nullable Boolean create) {
        if (create == null || create) {
            return create == null ? null : TopicMode.CREATE;
        }
        return Objects.requireNonNull(defaults.topics().mode()).withoutCreation();
    }

    private TopicValues topics(KafkaRetry annotation, Attributes attributes) {
        Integer partitions = attributes.integer("numPartitions", annotation.numPartitions());
        if (partitions != null && partitions < 1) {
            throw attributes.refused("numPartitions must be at least 1, but is " + partitions, "Correct numPartitions");
        }
        return new TopicValues(
                mode(attributes.bool("createTopics", annotation.createTopics())),
                partitions,
                attributes.integer("replicationFactor", annotation.replicationFactor()),
                null,
                Map.of());
    }

    private static Map<String, Set<Class<? extends Throwable>>> byException(
            KafkaRetry annotation, Attributes attributes) {
        Map<String, Set<Class<? extends Throwable>>> bySuffix = new LinkedHashMap<>();
        for (DeadLetterRoute each : DeadLetterRoute.of(annotation.deadLettersByException())) {
            if (bySuffix.put(each.suffix(), each.failures()) != null) {
                throw attributes.refused(
                        "deadLettersByException has the suffix '" + each.suffix() + "' twice",
                        "Name all of its exceptions in one place, or give each a suffix of its own");
            }
        }
        return bySuffix;
    }

    private static @Nullable RetryLayout layout(KafkaRetry annotation, Attributes attributes) {
        String layout = attributes.text("layout", annotation.layout());
        if (layout == null) {
            return null;
        }
        return switch (layout) {
            case "shared" -> RetryLayout.SHARED;
            case "per-topic" -> RetryLayout.PER_TOPIC;
            default ->
                throw attributes.refused(
                        "layout = \"" + layout + "\" is not a layout", "Write layout as shared or per-topic");
        };
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
}
