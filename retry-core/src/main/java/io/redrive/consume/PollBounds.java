package io.redrive.consume;

/**
 * What the application's configuration says about polls.
 *
 * @param maxRecords the most records a poll returns
 * @param maxPollIntervalMs the longest time between two polls after which the group goes on without the consumer
 */
public record PollBounds(int maxRecords, long maxPollIntervalMs) {}
