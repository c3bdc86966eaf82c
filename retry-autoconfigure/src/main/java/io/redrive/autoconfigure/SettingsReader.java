package io.redrive.autoconfigure;

import io.redrive.RedriveConfigurationException;
import io.redrive.settings.BackOffValues;
import io.redrive.settings.ContainerValues;
import io.redrive.settings.DeadLetterValues;
import io.redrive.settings.DiagnosticValues;
import io.redrive.settings.FailureValues;
import io.redrive.settings.ListenerEntries;
import io.redrive.settings.ListenerEntry;
import io.redrive.settings.RedriveSettings;
import io.redrive.settings.RetryValues;
import io.redrive.settings.TopicValues;
import io.redrive.topic.TopicMode;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads what the properties say about listeners. */
final class SettingsReader {

    private SettingsReader() {}

    /**
     * Reads properties.
     *
     * @throws RedriveConfigurationException when they cannot be meant, or name exceptions that do not exist
     */
    static RedriveSettings read(RedriveProperties properties) {
        return new RedriveSettings(
                defaults(
                        new PropertyCheck("redrive.defaults"),
                        properties.defaults(),
                        properties.topics().mode()),
                new ListenerEntries(properties.listeners().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, SettingsReader::entry))));
    }

    private static ListenerEntry entry(Map.Entry<String, ListenerProperties> listener) {
        return new ListenerEntry(
                listener.getKey(),
                listener.getValue().enabled(),
                values(new PropertyCheck(ListenerEntry.propertyName(listener.getKey())), listener.getValue()));
    }

    private static RetryValues defaults(PropertyCheck check, RedriveProperties.Defaults defaults, TopicMode mode) {
        RedriveProperties.DefaultTopics topics = defaults.topics();
        RedriveProperties.DefaultDeadLetters deadLetters = defaults.deadLetters();
        RedriveProperties.DefaultHeaders headers = defaults.headers();
        RedriveProperties.DefaultLogging logging = defaults.logging();
        check.notBoth(
                !defaults.include().isEmpty(), "include", !defaults.exclude().isEmpty(), "exclude");
        return new RetryValues(
                new BackOffValues(
                        check.atLeast(1, "attempts", defaults.attempts()),
                        check.delay("delay", defaults.delay()),
                        check.growth("multiplier", defaults.multiplier()),
                        check.delay("max-delay", defaults.maxDelay()),
                        check.delays("delays", defaults.delays()),
                        check.delays("blocking-delays", defaults.blockingDelays()),
                        check.ratio("jitter", defaults.jitter())),
                new FailureValues(
                        check.exceptions("include", defaults.include()),
                        check.exceptions("exclude", defaults.exclude()),
                        defaults.traverseCauses(),
                        check.positive("timeout", defaults.timeout())),
                new TopicValues(
                        mode,
                        check.atLeast(1, "topics.partitions", topics.partitions()),
                        check.replicas("topics.replication-factor", topics.replicationFactor()),
                        check.positive("topics.retention", topics.retention()),
                        check.configs("topics.configs", topics.configs())),
                new DeadLetterValues(
                        deadLetters.enabled(),
                        null,
                        check.positive("dead-letters.retention", deadLetters.retention()),
                        check.byException("dead-letters.by-exception", deadLetters.byException())),
                new ContainerValues(
                        defaults.layout(),
                        check.atLeast(1, "concurrency", defaults.concurrency()),
                        defaults.kafkaTemplate(),
                        check.atLeast(0, "overdue-rate", defaults.overdueRate())),
                new DiagnosticValues(
                        new DiagnosticValues.Headers(
                                headers.exceptionMessage(),
                                check.textBytes("headers.exception-message-limit", headers.exceptionMessageLimit()),
                                headers.stackTrace(),
                                check.textBytes("headers.stack-trace-limit", headers.stackTraceLimit())),
                        new DiagnosticValues.Logging(
                                logging.attempts(),
                                logging.deadLetters(),
                                logging.exceptionMessage(),
                                logging.stackTrace())));
    }

    private static RetryValues values(PropertyCheck check, ListenerProperties listener) {
        ListenerProperties.Topics topics = listener.topics();
        ListenerProperties.DeadLetters deadLetters = listener.deadLetters();
        ListenerProperties.Headers headers = listener.headers();
        ListenerProperties.Logging logging = listener.logging();
        check.notBoth(
                !listener.include().isEmpty(), "include", !listener.exclude().isEmpty(), "exclude");
        return new RetryValues(
                new BackOffValues(
                        check.atLeast(1, "attempts", listener.attempts()),
                        check.delay("delay", listener.delay()),
                        check.growth("multiplier", listener.multiplier()),
                        check.delay("max-delay", listener.maxDelay()),
                        check.delays("delays", listener.delays()),
                        check.delays("blocking-delays", listener.blockingDelays()),
                        check.ratio("jitter", listener.jitter())),
                new FailureValues(
                        check.exceptions("include", listener.include()),
                        check.exceptions("exclude", listener.exclude()),
                        listener.traverseCauses(),
                        check.positive("timeout", listener.timeout())),
                new TopicValues(
                        topics.mode(),
                        check.atLeast(1, "topics.partitions", topics.partitions()),
                        check.replicas("topics.replication-factor", topics.replicationFactor()),
                        check.positive("topics.retention", topics.retention()),
                        check.configs("topics.configs", topics.configs())),
                new DeadLetterValues(
                        deadLetters.enabled(),
                        check.topic("dead-letters.topic", deadLetters.topic()),
                        check.positive("dead-letters.retention", deadLetters.retention()),
                        check.byException("dead-letters.by-exception", deadLetters.byException())),
                new ContainerValues(
                        listener.layout(),
                        check.atLeast(1, "concurrency", listener.concurrency()),
                        listener.kafkaTemplate(),
                        check.atLeast(0, "overdue-rate", listener.overdueRate())),
                new DiagnosticValues(
                        new DiagnosticValues.Headers(
                                headers.exceptionMessage(),
                                check.textBytes("headers.exception-message-limit", headers.exceptionMessageLimit()),
                                headers.stackTrace(),
                                check.textBytes("headers.stack-trace-limit", headers.stackTraceLimit())),
                        new DiagnosticValues.Logging(
                                logging.attempts(),
                                logging.deadLetters(),
                                logging.exceptionMessage(),
                                logging.stackTrace())));
    }
}
