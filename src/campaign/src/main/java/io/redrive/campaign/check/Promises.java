package io.redrive.campaign.check;

import java.time.Duration;
import java.util.List;

/**
 * What a run is held to.
 *
 * @param mainTopic topic of the load
 * @param delays the delay before each retry
 * @param tolerance what its faults excuse
 */
public record Promises(String mainTopic, List<Duration> delays, Tolerance tolerance) {

    int maxAttempts() {
        return delays.size() + 1;
    }

    /** Returns the delay before an attempt, in milliseconds. */
    long delayMs(int attempt) {
        return delays.get(attempt - 2).toMillis();
    }
}
