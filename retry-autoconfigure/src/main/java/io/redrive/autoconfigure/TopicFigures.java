package io.redrive.autoconfigure;

import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was found out last about retry and dead-letter topics.
 *
 * @param asOf when the brokers told it last
 * @param errors how often they did not
 * @param deadLetters what is in dead-letter topics, by name
 * @param retries what waits in retry topics
 */
record TopicFigures(Instant asOf, long errors, Map<String, DeadLetters> deadLetters, Map<Retry, Waiting> retries) {

    /** Copies the maps. */
    TopicFigures {
        deadLetters = Map.copyOf(deadLetters);
        retries = Map.copyOf(retries);
    }

    /**
     * What is in a dead-letter topic.
     *
     * @param unresolved records that are unresolved, of those that are counted
     * @param uncounted offsets that are not counted yet
     * @param retained offsets from its beginning to its end
     * @param groups groups of unresolved records
     * @param oldest timestamp of the oldest unresolved record, or null when there is none
     * @param expiry when retention may delete the first unresolved record, or null when it never does
     * @param expired unresolved records that were deleted since this instance has been looking
     */
    record DeadLetters(
            long unresolved,
            long uncounted,
            long retained,
            int groups,
            @Nullable Instant oldest,
            @Nullable Instant expiry,
            long expired) {}

    /**
     * A retry topic of a listener.
     *
     * @param listener id of the listener
     * @param topic name of the topic
     */
    record Retry(String listener, String topic) {}

    /**
     * What waits in a retry topic.
     *
     * @param records records that are not done, or null when the brokers do not tell
     * @param held returns what this instance holds of it now
     */
    record Waiting(@Nullable Long records, Supplier<Held> held) {}

    /**
     * What this instance holds of a retry topic.
     *
     * @param due records whose due time has come
     * @param oldestDue the earliest due time, or null when nothing is held
     */
    record Held(long due, @Nullable Instant oldestDue) {}
}
