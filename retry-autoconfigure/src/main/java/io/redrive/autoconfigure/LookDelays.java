package io.redrive.autoconfigure;

import io.redrive.listener.RetiredTopic;
import io.redrive.listener.RetryListener;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How long to wait before the topics of a cluster are looked at again. */
final class LookDelays {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private Duration growing = FIRST;

    /**
     * Returns the delay, or null when there is nothing to look for any more.
     *
     * @param answered whether the brokers answered this time
     */
    @Nullable
    Duration after(Collection<RetryListener> listeners, boolean answered) {
        Stream<Duration> patterns = listeners.stream()
                .filter(each -> each.rules().pattern() != null)
                .map(RetryListener::lookEvery);
        boolean waiting = !answered || listeners.stream().anyMatch(each -> !each.isVerified());
        Stream<RetiredTopic> retired = listeners.stream().flatMap(each -> each.retiredTopics().stream());
        boolean anyRetired =
                listeners.stream().anyMatch(each -> !each.retiredTopics().isEmpty());
        Duration own = null;
        if (waiting || retired.anyMatch(each -> !each.removable())) {
            own = growing;
            growing = min(growing.multipliedBy(2), LONGEST);
        } else if (anyRetired) {
            own = LONGEST;
        }
        return Stream.concat(patterns, Stream.ofNullable(own))
                .min(Duration::compareTo)
                .orElse(null);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
