package io.redrive;

/** A listener of a kind that Redrive does not protect yet; it refuses rather than protect it by half. */
public final class UnsupportedListenerException extends RedriveConfigurationException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param where the listener
     * @param listenerId its id
     * @param what what is not supported
     */
    public UnsupportedListenerException(String where, String listenerId, String what) {
        super(
                where + ": " + what + " is not supported by Redrive yet",
                "Take away its retry annotation, or leave this listener to spring-kafka with redrive.listeners."
                        + listenerId + ".enabled=false");
    }
}
