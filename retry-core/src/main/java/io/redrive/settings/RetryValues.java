package io.redrive.settings;

import org.jspecify.annotations.Nullable;

/**
 * What one place says about the retries of a listener: the listener's entry in the configuration, its annotation, or the
 * defaults. Laid over each other in this order they say all there is to know.
 *
 * @param backOff the delays between attempts
 * @param failures the failures that are retried
 * @param topics the retry topics and the dead-letter topics
 * @param deadLetters the records that no attempt could process
 * @param containers the containers of these topics, and the connection of forwards to them
 * @param diagnostics how much is told of failures
 */
public record RetryValues(
        BackOffValues backOff,
        FailureValues failures,
        TopicValues topics,
        DeadLetterValues deadLetters,
        ContainerValues containers,
        DiagnosticValues diagnostics) {

    /** Nothing at all. */
    public static final RetryValues NONE = new RetryValues(
            BackOffValues.NONE,
            FailureValues.NONE,
            TopicValues.NONE,
            DeadLetterValues.NONE,
            ContainerValues.NONE,
            DiagnosticValues.NONE);

    /** Returns these values, with the others where these say nothing. */
    public RetryValues over(RetryValues others) {
        return new RetryValues(
                backOff.over(others.backOff),
                failures.over(others.failures),
                topics.over(others.topics),
                deadLetters.over(others.deadLetters),
                containers.over(others.containers),
                diagnostics.over(others.diagnostics));
    }

    static <T> @Nullable T first(@Nullable T one, @Nullable T other) {
        return one != null ? one : other;
    }
}
