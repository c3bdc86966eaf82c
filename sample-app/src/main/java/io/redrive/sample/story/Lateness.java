package io.redrive.sample.story;

import java.time.Duration;
import java.util.List;

/**
 * How late the attempts that were due at a time were made, in whole milliseconds.
 *
 * @param retries attempts that were due at a time, all but the first of each order
 * @param early those made before they were due
 * @param medianMs lateness that half of them did not exceed
 * @param highestMs greatest lateness
 */
public record Lateness(int retries, long early, long medianMs, long highestMs) {

    static Lateness of(List<Duration> latenesses) {
        if (latenesses.isEmpty()) {
            return new Lateness(0, 0, 0, 0);
        }
        List<Duration> ascending = latenesses.stream().sorted().toList();
        return new Lateness(
                ascending.size(),
                ascending.stream().filter(Duration::isNegative).count(),
                ascending.get((ascending.size() - 1) / 2).toMillis(),
                ascending.get(ascending.size() - 1).toMillis());
    }
}
