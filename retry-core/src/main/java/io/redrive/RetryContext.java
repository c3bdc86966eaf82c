package io.redrive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where the record that a listener method is given stands between its first and its last attempt. A parameter of this type
 * of a retried listener, be it a {@code @KafkaListener}, {@code @KafkaHandler} or {@code @DltHandler} method, needs no
 * annotation; it comes after the payload. Batch listeners and listeners that are not retried by Redrive have none.
 *
 * @param listenerId id of the listener
 * @param attempt number of this attempt, from 1; for a dead letter that of the last one made
 * @param maxAttempts how many attempts the record gets at most
 * @param firstFailure when its first attempt failed; null on the first attempt, and when spring-kafka forwarded it then
 * @param dueTime instant before which this attempt was not to be made; null on the first attempt and for a dead letter
 * @param lastFailure what the attempt before this one failed with; null on the first attempt
 * @param originTopic topic that it came from in the first place
 * @param originPartition its partition there
 * @param originOffset its offset there
 */
public record RetryContext(
        String listenerId,
        int attempt,
        int maxAttempts,
        @Nullable Instant firstFailure,
        @Nullable Instant dueTime,
        @Nullable RecordFailure lastFailure,
        String originTopic,
        int originPartition,
        long originOffset) {

    /** Whether the record is dead if this attempt fails. */
    public boolean isLastAttempt() {
        return attempt >= maxAttempts;
    }
}
