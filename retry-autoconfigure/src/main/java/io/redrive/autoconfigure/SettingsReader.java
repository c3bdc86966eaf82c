package io.redrive.autoconfigure;

import io.redrive.RedriveConfigurationException;
import io.redrive.settings.BackOffValues;
import io.redrive.settings.ContainerValues;
import io.redrive.settings.ExceptionNames;
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

    private static final String DEFAULTS = "redrive.defaults";

    private SettingsReader() {}

    /**
     * Reads properties.
     *
     * @throws RedriveConfigurationException when they contradict each other, or name exceptions that do not exist
     */
    static RedriveSettings read(RedriveProperties properties) {
        return new RedriveSettings(
                defaults(properties.defaults(), properties.topics().mode()),
                new ListenerEntries(properties.listeners().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                each -> new ListenerEntry(
                                        each.getKey(),
                                        each.getValue().enabled(),
                                        values(ListenerEntry.propertyName(each.getKey()), each.getValue()))))));
    }

    private static RetryValues defaults(RedriveProperties.Defaults defaults, TopicMode mode) {
        if (defaults.partitions() != null && defaults.partitions() < 1) {
            throw new RedriveConfigurationException(
                    DEFAULTS + ": partitions must be at least 1, but is " + defaults.partitions(),
                    "Correct partitions");
        }
        return new RetryValues(
                new BackOffValues(
                        defaults.attempts(),
                        defaults.delay(),
                        defaults.multiplier(),
                        defaults.maxDelay(),
                        defaults.delays(),
                        defaults.blockingDelays(),
                        defaults.jitter()),
                new FailureValues(
                        ExceptionNames.resolve(DEFAULTS + ".include", defaults.include()),
                        ExceptionNames.resolve(DEFAULTS + ".exclude", defaults.exclude()),
                        defaults.traverseCauses(),
                        defaults.timeout()),
                new TopicValues(
                        defaults.deadLetters(),
                        null,
                        defaults.deadLetterRetention(),
                        defaults.partitions(),
                        defaults.replicationFactor(),
                        mode),
                new ContainerValues(
                        defaults.layout(), defaults.concurrency(), defaults.stackTrace(), defaults.kafkaTemplate()));
    }

    private static RetryValues values(String where, RedriveProperties.Listener listener) {
        return new RetryValues(
                new BackOffValues(
                        listener.attempts(),
                        listener.delay(),
                        listener.multiplier(),
                        listener.maxDelay(),
                        listener.delays(),
                        listener.blockingDelays(),
                        listener.jitter()),
                new FailureValues(
                        ExceptionNames.resolve(where + ".include", listener.include()),
                        ExceptionNames.resolve(where + ".exclude", listener.exclude()),
                        listener.traverseCauses(),
                        listener.timeout()),
                new TopicValues(
                        listener.deadLetters(),
                        listener.deadLetterTopic(),
                        listener.deadLetterRetention(),
                        listener.partitions(),
                        listener.replicationFactor(),
                        listener.topics().mode()),
                new ContainerValues(
                        listener.layout(), listener.concurrency(), listener.stackTrace(), listener.kafkaTemplate()));
    }
}
