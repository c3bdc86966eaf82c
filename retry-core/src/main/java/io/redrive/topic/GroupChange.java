package io.redrive.topic;

/**
 * A topic of a listener that its group in the other layout may have read before.
 *
 * @param topic the topic
 * @param group the group that reads it now
 * @param former the one that reads it in the other layout
 */
public record GroupChange(String topic, String group, String former) {}
