package io.redrive;

import org.jspecify.annotations.Nullable;

/** Root of the exceptions that Redrive throws, and of those that a listener throws to tell it what to do. */
public abstract class RedriveException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    protected RedriveException(String message) {
        super(message);
    }

    /** Creates an exception with a cause. */
    protected RedriveException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
