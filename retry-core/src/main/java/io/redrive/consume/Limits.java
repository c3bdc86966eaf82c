package io.redrive.consume;

import java.time.Duration;

/**
 * Bounds of what consumers hold and wait for.
 *
 * @param inFlightForwards forwards of one consumer that may be unacknowledged before its intake pauses
 * @param inFlightBytes bytes of forwards and of open records, of all consumers of the application together
 * @param settleTimeout how long a rebalance or a stop waits for outstanding forwards
 * @param clockSkew how much later than the longest delay a due time may be before it counts as forged
 * @param deadLetterTries how often a dead-letter handler gets a record that it fails on
 */
public record Limits(
        int inFlightForwards, long inFlightBytes, Duration settleTimeout, Duration clockSkew, int deadLetterTries) {

    /** Sound for an application with default memory and Kafka's default timeouts. */
    public static final Limits DEFAULT = new Limits(10_000, 16L << 20, Duration.ofSeconds(5), Duration.ofMinutes(5), 3);
}
