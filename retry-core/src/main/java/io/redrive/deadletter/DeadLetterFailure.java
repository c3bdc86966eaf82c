package io.redrive.deadletter;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a dead letter tells of its failure, whoever wrote it.
 *
 * @param cause what it is grouped by
 * @param message message of the last failure, or null
 * @param stackTrace its stack trace, or null
 * @param reason why there was no further attempt, or null
 * @param attempts how many attempts were made, or null
 * @param firstFailure when it failed first, or null
 * @param earlier the failures before the last one, the earliest first; not all of them when there were many
 * @param writtenBy what has written it: {@code retry-topics}, {@code spring-kafka}, {@code kafka-connect}, {@code
 *     share-group} or {@code unknown}
 */
public record DeadLetterFailure(
        FailureCause cause,
        @Nullable String message,
        @Nullable String stackTrace,
        @Nullable String reason,
        @Nullable Integer attempts,
        @Nullable Instant firstFailure,
        List<FailedAttempt> earlier,
        String writtenBy) {

    /** Copies the list. */
    public DeadLetterFailure {
        earlier = List.copyOf(earlier);
    }
}
