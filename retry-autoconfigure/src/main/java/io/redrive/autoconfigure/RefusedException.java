package io.redrive.autoconfigure;

/** Why an operation of an endpoint was refused. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String error;

    /**
     * Creates a refusal.
     *
     * @param status HTTP status
     * @param error a stable name
     * @param message what is wrong, and what would be right
     */
    RefusedException(int status, String error, String message) {
        super(message, null, false, false);
        this.status = status;
        this.error = error;
    }

    int status() {
        return status;
    }

    String error() {
        return error;
    }
}
