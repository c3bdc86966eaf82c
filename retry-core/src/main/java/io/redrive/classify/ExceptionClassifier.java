package io.redrive.classify;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Classifies failures by type. A type matches its subclasses. Causes of a failure are looked at for {@code alwaysFatal}
 * always, for the other two sets only with {@code traverseCauses}.
 *
 * @param include when not empty, only these are retryable
 * @param exclude these are fatal
 * @param alwaysFatal fatal whatever the other sets say, such as a record that cannot be converted
 * @param traverseCauses whether {@code include} and {@code exclude} also match the causes of a failure
 */
public record ExceptionClassifier(
        Set<Class<? extends Throwable>> include,
        Set<Class<? extends Throwable>> exclude,
        Set<Class<? extends Throwable>> alwaysFatal,
        boolean traverseCauses)
        implements FailureClassifier {

    private static final int DEEPEST_CAUSE = 64;

    /** Copies the sets and refuses {@code include} and {@code exclude} together. */
    public ExceptionClassifier {
        if (!include.isEmpty() && !exclude.isEmpty()) {
            throw new IllegalArgumentException(
                    "include and exclude cannot be combined: include names what is retried, exclude what is not");
        }
        include = Set.copyOf(include);
        exclude = Set.copyOf(exclude);
        alwaysFatal = Set.copyOf(alwaysFatal);
    }

    /** Returns what the failure means; never throws, also for failures whose causes form a cycle or cannot be read. */
    @Override
    public Classification classify(Throwable failure) {
        if (matches(alwaysFatal, failure, true)) {
            return Classification.FATAL;
        }
        if (!include.isEmpty()) {
            return matches(include, failure, traverseCauses) ? Classification.RETRYABLE : Classification.FATAL;
        }
        return matches(exclude, failure, traverseCauses) ? Classification.FATAL : Classification.RETRYABLE;
    }

    /** Whether a failure is of one of these types, or with {@code causes} has a cause that is; never throws. */
    public static boolean matches(Set<Class<? extends Throwable>> types, Throwable failure, boolean causes) {
        if (types.isEmpty()) {
            return false;
        }
        @Nullable Throwable current = failure;
        // A cause chain may be cyclic, so the walk is bounded.
        for (int depth = 0; current != null && depth < DEEPEST_CAUSE; depth++) {
            for (Class<? extends Throwable> type : types) {
                if (type.isInstance(current)) {
                    return true;
                }
            }
            if (!causes) {
                return false;
            }
            current = cause(current);
        }
        return false;
    }

    private static @Nullable Throwable cause(Throwable failure) {
        try {
            return failure.getCause();
        } catch (RuntimeException hostile) {
            return null;
        }
    }
}
