package io.redrive.settings;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one place says about records that no attempt could process; null where it says nothing.
 *
 * @param enabled whether they go to a dead-letter topic
 * @param topic name of the dead-letter topic
 * @param retention how long they are kept
 * @param byException the failures whose records go to a dead-letter topic of their own, by what its name has in addition; the
 *     first that matches wins; also empty where the place says nothing
 */
public record DeadLetterValues(
        @Nullable Boolean enabled,
        @Nullable String topic,
        @Nullable Duration retention,
        Map<String, Set<Class<? extends Throwable>>> byException) {

    /** Nothing at all. */
    public static final DeadLetterValues NONE = new DeadLetterValues(null, null, null, Map.of());

    /** Copies the map in its order; what does not begin with a separator is given one. */
    public DeadLetterValues {
        Map<String, Set<Class<? extends Throwable>>> separated = new LinkedHashMap<>();
        byException.forEach((suffix, failures) ->
                separated.put(suffix.matches("[-._].*") ? suffix : "-" + suffix, Set.copyOf(failures)));
        byException = Collections.unmodifiableMap(separated);
    }

    /** Returns these values, with the others where these say nothing; failures are named by one of the two only. */
    public DeadLetterValues over(DeadLetterValues others) {
        return new DeadLetterValues(
                RetryValues.first(enabled, others.enabled),
                RetryValues.first(topic, others.topic),
                RetryValues.first(retention, others.retention),
                byException.isEmpty() ? others.byException : byException);
    }
}
