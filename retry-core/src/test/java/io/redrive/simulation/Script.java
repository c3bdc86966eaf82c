package io.redrive.simulation;

/** What the listener does with a record, which depends on nothing but the attempt. */
final class Script {

    /** Retryable. */
    static final class Failure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Failure() {
            super("as scripted");
        }
    }

    /** Not retryable. */
    static final class FatalFailure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        FatalFailure() {
            super("as scripted");
        }
    }

    private Script() {}

    static boolean isFatalAt(Subject subject, int attempt) {
        return attempt == subject.fatalAt;
    }

    static boolean failsAt(Subject subject, int attempt) {
        return attempt <= subject.failures || isFatalAt(subject, attempt);
    }

    /** Returns how many attempts there will be. */
    static int attempts(Subject subject, int most) {
        int attempt = 1;
        while (attempt < most && failsAt(subject, attempt) && !isFatalAt(subject, attempt)) {
            attempt++;
        }
        return attempt;
    }

    /** Returns whether a dead-letter handler fails on its next try. */
    static boolean handlerFails(StoredRecord record) {
        return record.handlerTries < record.subject.id % 5;
    }
}
