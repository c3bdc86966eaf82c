package io.redrive.listener;

/**
 * Carries what a listener method has thrown past spring-kafka's adapter, which would wrap any exception in one with a stack
 * and a description of the method, at a higher price than all else that a failure costs.
 */
final class BareFailure extends Error {

    private static final long serialVersionUID = 1L;

    private final Exception failure;

    BareFailure(Exception failure) {
        super(failure.getClass().getName(), failure, false, false);
        this.failure = failure;
    }

    Exception failure() {
        return failure;
    }
}
