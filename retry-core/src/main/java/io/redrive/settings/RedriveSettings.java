package io.redrive.settings;

/**
 * What the configuration says about listeners.
 *
 * @param defaults what empty attributes of {@link io.redrive.KafkaRetry @KafkaRetry} mean; they leave nothing open that has to
 *     be known of every listener
 * @param listeners what is said about single listeners
 */
public record RedriveSettings(RetryValues defaults, ListenerEntries listeners) {}
