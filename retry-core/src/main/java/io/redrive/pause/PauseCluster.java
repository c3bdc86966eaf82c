package io.redrive.pause;

import java.util.Map;

/**
 * How to reach the brokers of a listener: settings of clients, without anything but addresses and security.
 *
 * @param admins for whoever administers topics
 * @param consumers for whoever reads
 * @param producers for whoever writes
 */
public record PauseCluster(Map<String, Object> admins, Map<String, Object> consumers, Map<String, Object> producers) {

    /** Settings have passwords in them. */
    @Override
    public String toString() {
        return "PauseCluster";
    }
}
