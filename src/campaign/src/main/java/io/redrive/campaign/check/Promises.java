package io.redrive.campaign.check;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run is held to.
 *
 * @param mainTopic topic of the load
 * @param delays the delay before each retry
 * @param tolerance what its faults excuse
 * @param effectsTopic where each attempt sends a record in its transaction, or null where there are no transactions
 */
public record Promises(
        String mainTopic,
        List<Duration> delays,
        Tolerance tolerance,
        @Nullable String effectsTopic) {

    /** Creates them for a run without transactions. */
    public static Promises atLeastOnce(String mainTopic, List<Duration> delays, Tolerance tolerance) {
        return new Promises(mainTopic, delays, tolerance, null);
    }

    int maxAttempts() {
        return delays.size() + 1;
    }

    /** Returns the delay before an attempt, in milliseconds. */
    long delayMs(int attempt) {
        return delays.get(attempt - 2).toMillis();
    }
}
