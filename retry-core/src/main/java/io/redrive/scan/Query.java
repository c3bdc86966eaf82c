package io.redrive.scan;

import io.redrive.deadletter.DeadLetter;
import io.redrive.deadletter.DeadLetterAddress;
import io.redrive.deadletter.DeadLetterFilter;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters somebody wants to see.
 *
 * @param filter those that match
 * @param shown returns what that somebody may know of a dead letter; what is not among it does not match
 * @param cursor what an earlier page of the same query returned, or null for the first page
 * @param limit letters of the page at most
 * @param among those that may be among them
 */
public record Query(
        DeadLetterFilter filter,
        UnaryOperator<DeadLetter> shown,
        @Nullable String cursor,
        int limit,
        Predicate<DeadLetterAddress> among) {

    /** Creates a query among all. */
    public Query(DeadLetterFilter filter, UnaryOperator<DeadLetter> shown, @Nullable String cursor, int limit) {
        this(filter, shown, cursor, limit, any -> true);
    }

    boolean wants(DeadLetter letter) {
        return among.test(letter.address()) && filter.matches(letter) && filter.matches(shown.apply(letter));
    }
}
