package io.redrive.listener;

/**
 * Makes the container drop what it has not come to of the last poll, because records before it are delivered again first.
 * The listener asks for it, on the thread on which the error handler is then called.
 */
final class PollBreak {

    private final ThreadLocal<Boolean> wanted = new ThreadLocal<>();

    void request() {
        wanted.set(true);
    }

    boolean isRequested() {
        return wanted.get() != null;
    }

    /** Returns whether it was requested, and asks for it no more. */
    boolean take() {
        boolean requested = isRequested();
        wanted.remove();
        return requested;
    }
}
