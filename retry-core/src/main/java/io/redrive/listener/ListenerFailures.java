package io.redrive.listener;

import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.ListenerExecutionFailedException;

/** Tells what a listener has thrown from what spring-kafka has wrapped around it. */
final class ListenerFailures {

    private static final int DEEPEST_CAUSE = 16;

    private ListenerFailures() {}

    /** Returns what the listener has thrown. */
    static Throwable unwrap(Throwable thrown) {
        Throwable failure = thrown;
        while ((failure instanceof ListenerExecutionFailedException || failure instanceof ListenerErrorException)
                && failure.getCause() != null) {
            failure = failure.getCause();
        }
        return failure;
    }

    /** Whether a listener has failed because its thread was interrupted. */
    static boolean isInterruption(Throwable failure) {
        return hasCause(failure, InterruptedException.class) || hasCause(failure, InterruptException.class);
    }

    /** Whether a failure, or what has caused it, is of a type. */
    static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (type.isInstance(cause)) {
                return true;
            }
            cause = causeOf(cause);
        }
        return false;
    }

    /** What a failure says of itself is the application's code. */
    private static @Nullable Throwable causeOf(Throwable failure) {
        try {
            return failure.getCause();
        } catch (RuntimeException | StackOverflowError hostile) {
            return null;
        }
    }

    /**
     * Returns an exception that makes a failure one of its record, or batch, alone.
     *
     * @throws Error when nothing can be relied on any more, least of all what would be committed now
     */
    static ListenerErrorException contained(Error error, Runnable abandon) {
        if (error instanceof VirtualMachineError && !(error instanceof StackOverflowError)) {
            abandon.run();
            throw error;
        }
        return new ListenerErrorException(error);
    }
}
