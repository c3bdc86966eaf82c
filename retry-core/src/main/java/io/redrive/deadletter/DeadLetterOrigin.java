package io.redrive.deadletter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a dead letter came from, as far as it tells.
 *
 * @param topic topic on which it was first read
 * @param partition partition of that topic
 * @param offset offset there
 * @param timestamp timestamp of the record there
 * @param group consumer group that failed on it, or the name of the connector
 */
public record DeadLetterOrigin(
        @Nullable String topic,
        @Nullable Integer partition,
        @Nullable Long offset,
        @Nullable Instant timestamp,
        @Nullable String group) {}
