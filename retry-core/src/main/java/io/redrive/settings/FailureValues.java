package io.redrive.settings;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one place says about which failures are retried, and for how long; null where it says nothing.
 *
 * @param include failures that are retried; empty for all
 * @param exclude failures that are not retried
 * @param traverseCauses whether both match causes
 * @param timeout how long after its first timestamp a record may be retried
 */
public record FailureValues(
        Set<Class<? extends Throwable>> include,
        Set<Class<? extends Throwable>> exclude,
        @Nullable Boolean traverseCauses,
        @Nullable Duration timeout) {

    /** Nothing at all. */
    public static final FailureValues NONE = new FailureValues(Set.of(), Set.of(), null, null);

    /** Copies the sets. */
    public FailureValues {
        include = Set.copyOf(include);
        exclude = Set.copyOf(exclude);
    }

    /** Whether any failures are named. */
    public boolean sayWhich() {
        return !include.isEmpty() || !exclude.isEmpty();
    }

    /** Returns these values, with the others where these say nothing; failures are named by one of the two only. */
    public FailureValues over(FailureValues others) {
        FailureValues which = sayWhich() ? this : others;
        return new FailureValues(
                which.include,
                which.exclude,
                RetryValues.first(traverseCauses, others.traverseCauses),
                RetryValues.first(timeout, others.timeout));
    }
}
