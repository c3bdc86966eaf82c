package io.redrive.settings;

import io.redrive.RedriveConfigurationException;

/**
 * What the configuration says about one listener.
 *
 * @param key what the listener is called there
 * @param enabled whether it runs on this engine; otherwise it is left to spring-kafka
 * @param values what it says about the retries
 */
public record ListenerEntry(String key, boolean enabled, RetryValues values) {

    /** What the configuration says about a listener that it does not name. */
    public static final ListenerEntry NONE = new ListenerEntry("", true, RetryValues.NONE);

    /** Where all entries are. */
    public static final String PREFIX = "redrive.listeners.";

    /** Refuses what cannot be meant, whatever listener it is about. */
    public ListenerEntry {
        String where = propertyName(key);
        if (values.backOff().contradict()) {
            throw new RedriveConfigurationException(
                    where + ": delays cannot be combined with attempts, delay, multiplier or max-delay",
                    "Keep either delays, one per retry, or the others");
        }
    }

    /** Whether this is what a listener has that is not named. */
    public boolean isNone() {
        return key.isEmpty();
    }

    /** Adds to the name of a place that what is written there is overridden here. */
    public String with(String where) {
        return isNone() ? where : where + " with " + propertyName(key);
    }

    /** Returns the property that holds what is said about a listener, as it has to be written. */
    public static String propertyName(String listenerId) {
        return PREFIX + (listenerId.matches("[A-Za-z0-9-]+") ? listenerId : "[" + listenerId + "]");
    }
}
