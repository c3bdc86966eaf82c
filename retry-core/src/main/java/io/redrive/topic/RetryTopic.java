package io.redrive.topic;

import java.time.Duration;

/**
 * A retry topic.
 *
 * @param name its name
 * @param delay the longest delay of the records in it, without jitter
 */
public record RetryTopic(String name, Duration delay) {}
