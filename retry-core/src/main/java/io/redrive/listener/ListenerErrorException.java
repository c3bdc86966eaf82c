package io.redrive.listener;

import io.redrive.RedriveException;

/** Carries an {@link Error} of a listener through the container, which hands only exceptions to its error handler. */
final class ListenerErrorException extends RedriveException {

    private static final long serialVersionUID = 1L;

    ListenerErrorException(Error error) {
        super("The listener failed with " + error.getClass().getName(), error);
    }

    /** The error has a stack trace of its own. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
