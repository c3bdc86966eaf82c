package io.redrive.autoconfigure;

import io.redrive.consume.Holding;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How long ago something was due. */
final class Overdue {

    private Overdue() {}

    /** Returns how long the oldest record of a consumer was due when the consumer told of it. */
    static Duration of(Holding holding) {
        return holding.topics().stream()
                .map(topic -> since(topic.oldestDue(), holding.asOf()))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** Returns how long ago an instant was; zero when it is still to come, or none. */
    static Duration since(@Nullable Instant due, Instant now) {
        return due == null || due.isAfter(now) ? Duration.ZERO : Duration.between(due, now);
    }
}
