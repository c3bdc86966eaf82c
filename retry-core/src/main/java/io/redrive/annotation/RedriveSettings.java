package io.redrive.annotation;

import java.util.Set;

/**
 * What the configuration says about listeners.
 *
 * @param defaults what empty attributes of {@link io.redrive.KafkaRetry @KafkaRetry} mean
 * @param leftOut ids of the listeners that are left to spring-kafka
 */
public record RedriveSettings(RetryDefaults defaults, Set<String> leftOut) {}
