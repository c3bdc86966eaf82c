package io.redrive.pause;

import io.redrive.RedriveException;

/** Retries were neither paused nor resumed. */
public final class PauseRefusedException extends RedriveException {

    private static final long serialVersionUID = 1L;

    private final Why why;

    /** Why not. */
    public enum Why {
        /** The topic with the pauses does not exist, and the application does not create topics, or may not. */
        NO_PAUSE_TOPIC,
        /** The application may not do with that topic what it has to. */
        NOT_AUTHORIZED,
        /** This instance has not read yet what is paused. */
        NOT_READY
    }

    PauseRefusedException(Why why, String message) {
        super(message);
        this.why = why;
    }

    /** Returns why not. */
    public Why why() {
        return why;
    }
}
