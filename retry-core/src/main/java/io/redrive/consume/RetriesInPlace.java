package io.redrive.consume;

import io.redrive.route.RetryRouter;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Retries of a record where it is, as parts of one attempt. Thread-safe as the predicate is.
 *
 * @param delays before each of them
 * @param which the failures that they are for, or null for those that are retried at all
 * @param atEveryAttempt whether on retry topics as well as before the first forward
 */
public record RetriesInPlace(
        List<Duration> delays, @Nullable Predicate<Throwable> which, boolean atEveryAttempt) {

    /** None at all. */
    public static final RetriesInPlace NONE = beforeTheFirstForward(List.of());

    /** Copies the list. */
    public RetriesInPlace {
        delays = List.copyOf(delays);
    }

    /** Returns those of any failure that is retried, on the main topics only. */
    public static RetriesInPlace beforeTheFirstForward(List<Duration> delays) {
        return new RetriesInPlace(delays, null, false);
    }

    /** Returns the delays that there are on topics of a role; none on dead-letter topics. */
    public List<Duration> delays(TopicRole role) {
        return role == TopicRole.MAIN || (role == TopicRole.RETRY && atEveryAttempt) ? delays : List.of();
    }

    /** Whether there are any for a failure. */
    public boolean areFor(Throwable failure, RetryRouter router) {
        return which == null ? router.isRetryable(failure) : which.test(failure);
    }
}
