package io.redrive.autoconfigure.crash;

/** Where a record is. */
record Place(String topic, int partition, long offset) {}
