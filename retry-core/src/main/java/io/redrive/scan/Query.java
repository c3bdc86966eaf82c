package io.redrive.scan;

import io.redrive.deadletter.DeadLetter;
import io.redrive.deadletter.DeadLetterFilter;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters somebody wants to see.
 *
 * @param filter those that match
 * @param shown returns what that somebody may know of a dead letter; what is not among it does not match
 * @param cursor what an earlier page of the same query returned, or null for the first page
 * @param limit letters of the page at most
 */
public record Query(
        DeadLetterFilter filter,
        UnaryOperator<DeadLetter> shown,
        @Nullable String cursor,
        int limit) {

    boolean wants(DeadLetter letter) {
        return filter.matches(letter) && filter.matches(shown.apply(letter));
    }
}
