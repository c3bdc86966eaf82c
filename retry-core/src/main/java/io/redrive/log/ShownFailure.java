package io.redrive.log;

import org.jspecify.annotations.Nullable;

/** Stands in a stack trace for a failure whose text must not be written as it is; begins with the name of its class. */
final class ShownFailure extends Exception {

    private static final long serialVersionUID = 1L;

    ShownFailure(String text, @Nullable Throwable cause) {
        super(text, cause);
    }

    /** It has that of the other one. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
