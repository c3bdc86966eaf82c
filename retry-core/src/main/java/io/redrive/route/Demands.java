package io.redrive.route;

import io.redrive.DeadLetterException;
import io.redrive.RedriveException;
import io.redrive.RetryAfterException;
import org.jspecify.annotations.Nullable;

/** Finds what a listener demands for its record, in what it threw or in the causes of that. */
final class Demands {

    private static final int DEEPEST_CAUSE = 64;

    private Demands() {}

    /** Returns the outermost {@link RetryAfterException} or {@link DeadLetterException}, or null when there is none. */
    static @Nullable RedriveException in(Throwable failure) {
        @Nullable Throwable current = failure;
        // A cause chain may be cyclic, so the walk is bounded.
        for (int depth = 0; current != null && depth < DEEPEST_CAUSE; depth++) {
            if (current instanceof RetryAfterException || current instanceof DeadLetterException) {
                return (RedriveException) current;
            }
            current = cause(current);
        }
        return null;
    }

    private static @Nullable Throwable cause(Throwable failure) {
        try {
            return failure.getCause();
        } catch (RuntimeException hostile) {
            return null;
        }
    }
}
