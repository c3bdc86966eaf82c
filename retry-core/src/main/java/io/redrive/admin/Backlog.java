package io.redrive.admin;

import io.redrive.admin.TopicBacklog.Reading;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was in topics at one moment.
 *
 * @param asOf the moment
 * @param error why something is not known, or null when all is
 * @param topics what was in them, without those that do not exist or may not be seen
 */
public record Backlog(Instant asOf, @Nullable String error, Map<Reading, TopicBacklog> topics) {

    /** Copies the map. */
    public Backlog {
        topics = Map.copyOf(topics);
    }
}
