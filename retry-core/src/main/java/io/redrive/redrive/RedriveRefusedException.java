package io.redrive.redrive;

import io.redrive.RedriveException;
import org.jspecify.annotations.Nullable;

/** A call to {@link Redrives} was refused, and nothing was done. */
public final class RedriveRefusedException extends RedriveException {

    private static final long serialVersionUID = 1L;

    private final Why why;

    /** Why a call is refused. */
    public enum Why {
        /** There is no such dead-letter topic. */
        UNKNOWN_TOPIC,
        /** There is no such job. */
        UNKNOWN_JOB,
        /** Another job is running for this dead-letter topic. */
        JOB_RUNNING,
        /** There is a job with this id. */
        JOB_EXISTS,
        /** The job is over. */
        JOB_OVER,
        /** Dead letters cannot be sent there, or what becomes of them there cannot be told. */
        TARGET_NOT_ALLOWED,
        /** The topic with the jobs does not exist, and the application does not create topics, or may not. */
        NO_JOB_TOPIC,
        /** This instance has not read yet what jobs there are. */
        NOT_READY
    }

    /** Creates an exception. */
    public RedriveRefusedException(Why why, String message) {
        this(why, message, null);
    }

    /** Creates an exception with a cause. */
    public RedriveRefusedException(Why why, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.why = why;
    }

    /** Returns why the call was refused. */
    public Why why() {
        return why;
    }
}
