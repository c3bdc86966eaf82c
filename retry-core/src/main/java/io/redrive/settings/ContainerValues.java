package io.redrive.settings;

import org.jspecify.annotations.Nullable;

/**
 * What one place says about the containers of retry topics and the connection of forwards; null where it says nothing.
 *
 * @param layout how the retry topics are spread over containers
 * @param concurrency consumers of the retry topics
 * @param kafkaTemplate name of the template whose connection forwards use
 * @param overdueRate overdue records per second that the consumers of an instance deliver at most; 0 for no bound
 */
public record ContainerValues(
        @Nullable RetryLayout layout,
        @Nullable Integer concurrency,
        @Nullable String kafkaTemplate,
        @Nullable Integer overdueRate) {

    /** Nothing at all. */
    public static final ContainerValues NONE = new ContainerValues(null, null, null, null);

    /** Returns these values, with the others where these say nothing. */
    public ContainerValues over(ContainerValues others) {
        return new ContainerValues(
                RetryValues.first(layout, others.layout),
                RetryValues.first(concurrency, others.concurrency),
                RetryValues.first(kafkaTemplate, others.kafkaTemplate),
                RetryValues.first(overdueRate, others.overdueRate));
    }
}
