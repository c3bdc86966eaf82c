package io.redrive.event;

/**
 * Where a record lies.
 *
 * @param topic topic
 * @param partition partition
 * @param offset offset
 */
public record RecordPosition(String topic, int partition, long offset) {}
