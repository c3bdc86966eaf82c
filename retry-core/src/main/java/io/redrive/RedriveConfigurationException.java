package io.redrive;

import org.jspecify.annotations.Nullable;

/** Something about a listener cannot work as it is written: the application must be changed before it can start. */
public class RedriveConfigurationException extends RedriveException {

    private static final long serialVersionUID = 1L;

    private final String action;

    /**
     * Creates an exception.
     *
     * @param what what is wrong, and where
     * @param action what to write instead
     */
    public RedriveConfigurationException(String what, String action) {
        this(what, action, null);
    }

    /** Creates an exception with a cause. */
    public RedriveConfigurationException(String what, String action, @Nullable Throwable cause) {
        super(what, cause);
        this.action = action;
    }

    /** Returns what to write instead. */
    public String action() {
        return action;
    }
}
