package io.redrive.admin;

import io.redrive.RedriveException;

/** The broker gave no answer about topics, which says nothing about them: the same call may succeed later. */
public final class BrokerUnavailableException extends RedriveException {

    private static final long serialVersionUID = 1L;

    private final Throwable reason;

    BrokerUnavailableException(String attempted, Throwable failure) {
        super("could not " + attempted + ": " + text(root(failure)), failure);
        this.reason = root(failure);
    }

    /** Returns the innermost cause. */
    public Throwable reason() {
        return reason;
    }

    private static String text(Throwable reason) {
        return reason.getClass().getSimpleName() + ": " + reason.getMessage();
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
