package io.redrive.event;

/**
 * Something has become of a record that a listener failed on. Received by {@code @EventListener} methods that take this
 * type or one of its kinds.
 *
 * <p>Published on the thread of the Kafka consumer, when it is durable: what handles events holds up the records, and should
 * be quick or asynchronous. Retry topics have consumers of their own, so that after a short delay the event of a later attempt
 * may come before that of an earlier one. What it throws is logged, at most once a minute, and has no other effect. An event may be
 * published again when an application was killed, and is not when it was killed too early.
 */
public sealed interface RetryEvent
        permits RecordForwarded, RecordRecovered, RecordDeadLettered, RecordDropped, RecordParked {

    /** Returns the id of the listener. */
    String listenerId();

    /** Returns where the record was read first: on a main topic. */
    RecordPosition origin();

    /** Returns the number of the attempt that the event is about, from 1. */
    int attempt();
}
