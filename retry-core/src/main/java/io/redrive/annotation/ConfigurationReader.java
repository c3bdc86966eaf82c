package io.redrive.annotation;

import io.redrive.RedriveConfigurationException;
import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import io.redrive.classify.Classification;
import io.redrive.classify.ExceptionClassifier;
import io.redrive.classify.FailureClassifier;
import io.redrive.header.ExceptionText;
import io.redrive.header.HeaderFormat;
import io.redrive.log.LogPolicy;
import io.redrive.settings.DeadLetterValues;
import io.redrive.settings.ListenerEntry;
import io.redrive.settings.RetryValues;
import io.redrive.topic.TopicMode;
import io.redrive.topic.TopicSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.kafka.retrytopic.DestinationTopic;
import org.springframework.kafka.retrytopic.RetryTopicConfiguration;
import org.springframework.kafka.retrytopic.RetryTopicConfigurer;
import org.springframework.kafka.support.EndpointHandlerMethod;
import org.springframework.kafka.support.TopicForRetryable;

/**
 * Reads {@link RetryTopicConfiguration} beans. The delays in them are already drawn, jitter included, and written into the
 * names of the topics: they are used as they are.
 */
final class ConfigurationReader {

    private final ConfigurableBeanFactory beans;
    private final TopicMode mode;
    private final Supplier<SupportSettings> support;

    /**
     * Creates a reader.
     *
     * @param mode what is done about topics unless the bean says that they are not created
     * @param support what the application has said to spring-kafka about all of its listeners
     */
    ConfigurationReader(ConfigurableBeanFactory beans, TopicMode mode, Supplier<SupportSettings> support) {
        this.beans = beans;
        this.mode = mode;
        this.support = support;
    }

    /**
     * Reads a configuration.
     *
     * @param springs what spring-kafka would make of it
     * @param where the listener that it applies to
     * @param entry what the configuration says about the listener, in place of what the bean says
     */
    ListenerDefinition read(RetryTopicConfiguration configuration, DryRun springs, String where, ListenerEntry entry) {
        refuseBakedIn(where, entry);
        Attributes attributes = new Attributes(beans, entry.with(where), entry);
        return new EntryOverrides(beans, entry.values(), attributes)
                .over(read(configuration, springs, where, entry.values(), attributes));
    }

    private static void refuseBakedIn(String where, ListenerEntry entry) {
        RetryValues values = entry.values();
        boolean causesOnly =
                values.failures().traverseCauses() != null && !values.failures().sayWhich();
        if (values.backOff().sayDelays() || values.deadLetters().enabled() != null || causesOnly) {
            throw new RedriveConfigurationException(
                    entry.with(where)
                            + ": attempts, delays, dead-letters.enabled, and traverse-causes without include or exclude"
                            + " cannot be taken out of a RetryTopicConfiguration bean",
                    "Change them in the bean, or exclude the topic there and leave all of it to "
                            + ListenerEntry.propertyName(entry.key()));
        }
    }

    private ListenerDefinition read(
            RetryTopicConfiguration configuration,
            DryRun springs,
            String where,
            RetryValues overriding,
            Attributes attributes) {
        List<DestinationTopic.Properties> properties = configuration.getDestinationTopicProperties();
        DestinationTopic main = new DestinationTopic("", properties.get(0));
        List<DestinationTopic.Properties> retries = those(properties, DestinationTopic.Properties::isRetryTopic);
        List<DestinationTopic.Properties> special = those(
                properties,
                each -> each.isDltTopic() && !each.usedForExceptions().isEmpty());
        DestinationTopic.Properties dead =
                those(
                                properties,
                                each -> each.isDltTopic()
                                        && each.usedForExceptions().isEmpty())
                        .stream()
                        .findFirst()
                        .orElse(null);
        List<DeadLetterRoute> routes =
                dead == null ? List.of() : routes(special, dead.suffix(), overriding.deadLetters());
        SpringsTopics names = new SpringsTopics(
                retries,
                dead == null ? null : dead.suffix(),
                routes.stream().map(DeadLetterRoute::suffix).toList());
        int attempts = BakedAttempts.of(properties);
        return new ListenerDefinition(
                Layout.PER_TOPIC,
                names.suffixes(),
                false,
                support.get().retriesInPlace(),
                backOff(retries, attempts, where),
                IntStream.range(0, attempts - 1)
                        .mapToObj(retry -> Math.min(retry, retries.size() - 1))
                        .toList(),
                Jitter.NONE,
                overriding.failures().sayWhich()
                        ? DefinitionReader.classifier(
                                overriding.failures(), support.get().fatal(), attributes)
                        : classifier(main, attempts, support.get().fatal()),
                main.getDestinationTimeout() < 0 ? null : Duration.ofMillis(main.getDestinationTimeout()),
                names,
                DeadLetterRoute.rules(routes),
                settings(springs.topics()),
                dead == null ? null : handler(configuration.getDltHandlerMethod()),
                dead == null || new DestinationTopic("", dead).isAlwaysRetryOnDltFailure()
                        ? RetryableTopicReader.TRIES_UNLESS_FAIL_ON_ERROR
                        : 1,
                dead == null ? null : dead.autoStartDltHandler(),
                configuration.getConcurrency(),
                DefinitionReader.UNBOUNDED,
                ExceptionText.OF_SPRING,
                HeaderFormat.STANDARD,
                LogPolicy.USUAL,
                () -> Sender.of(main.getKafkaOperations()),
                support.get().containers(),
                springs::furtherFactory,
                names.forwardNames());
    }

    /** The suffixes that the bean gives contain that of the dead-letter topic for all other failures. */
    private static List<DeadLetterRoute> routes(
            List<DestinationTopic.Properties> special, String deadLetterSuffix, DeadLetterValues overriding) {
        return overriding.byException().isEmpty()
                ? special.stream()
                        .map(each -> new DeadLetterRoute(each.suffix(), each.usedForExceptions()))
                        .toList()
                : DeadLetterRoute.of(overriding.byException()).stream()
                        .map(each -> new DeadLetterRoute(each.suffix() + deadLetterSuffix, each.failures()))
                        .toList();
    }

    private static List<DestinationTopic.Properties> those(
            List<DestinationTopic.Properties> properties, Predicate<DestinationTopic.Properties> wanted) {
        return properties.stream().filter(wanted).toList();
    }

    /** A back-off that ends early is given as a delay of -1 by spring-kafka, and means none. */
    private static BackOffSchedule backOff(List<DestinationTopic.Properties> retries, int attempts, String where) {
        try {
            return new BackOffSchedule(IntStream.range(0, attempts - 1)
                    .mapToLong(retry ->
                            retries.get(Math.min(retry, retries.size() - 1)).delay())
                    .mapToObj(delayMs -> Duration.ofMillis(Math.max(0, delayMs)))
                    .toList());
        } catch (IllegalArgumentException refused) {
            throw new RedriveConfigurationException(
                    where + ": " + refused.getMessage(),
                    "Correct the back-off of its RetryTopicConfiguration",
                    refused);
        }
    }

    private static FailureClassifier classifier(
            DestinationTopic main, int attempts, Set<Class<? extends Throwable>> fatal) {
        return failure ->
                ExceptionClassifier.matches(fatal, failure, true) || (attempts > 1 && !main.shouldRetryOn(1, failure))
                        ? Classification.FATAL
                        : Classification.RETRYABLE;
    }

    private TopicSettings settings(List<TopicForRetryable> topics) {
        return topics.isEmpty()
                ? new TopicSettings(mode.withoutCreation(), 0, (short) 0, TopicSettings.DEFAULT_DEAD_LETTER_RETENTION)
                : RetryableTopicReader.settings(
                        mode, topics.get(0).numPartitions(), topics.get(0).replicationFactor());
    }

    private @Nullable DeadLetterHandler handler(@Nullable EndpointHandlerMethod handler) {
        if (handler == null || handler == RetryTopicConfigurer.DEFAULT_DLT_HANDLER) {
            return null;
        }
        Object bean = handler.resolveBean(beans);
        return new DeadLetterHandler(bean, handler.getMethod());
    }
}
