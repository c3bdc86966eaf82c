package io.redrive.topic;

import io.redrive.backoff.BackOffSchedule;
import java.time.Duration;

/**
 * A retry topic.
 *
 * @param name its name
 * @param delay the longest delay of the records in it, without jitter
 */
public record RetryTopic(String name, Duration delay) {

    /**
     * Returns the longest delay for which a retry topic with this retention can have been made, at most the longest there is:
     * the records in it may have been given that delay by a version of the application that is gone.
     *
     * @param retention how long the topic keeps its records; negative for ever
     */
    static Duration longestWait(Duration retention) {
        Duration delay = retention.minus(TopicSettings.RETRY_RETENTION_MARGIN);
        if (retention.isNegative() || delay.compareTo(BackOffSchedule.LONGEST) > 0) {
            return BackOffSchedule.LONGEST;
        }
        return delay.isNegative() ? Duration.ZERO : delay;
    }
}
