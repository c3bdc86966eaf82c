package io.redrive.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint {@code deadletterarchive} tells. Instants are written as ISO 8601 does; what is not known is left out.
 *
 * @param asOf when the brokers were asked
 * @param error why some topics could not be looked at
 * @param topics the dead-letter topics, by name
 */
public record DeadLetterArchiveReport(String asOf, @Nullable String error, Map<String, Topic> topics)
        implements OperationResponseBody {

    /** Copies the map. */
    public DeadLetterArchiveReport {
        topics = new TreeMap<>(topics);
    }

    /**
     * What is archived of a topic.
     *
     * @param archived archived records that are still there, left out when the topic could not be looked at
     * @param decisions the last decisions, the newest first
     */
    public record Topic(@Nullable Long archived, List<Decision> decisions) implements OperationResponseBody {

        /** Copies the list. */
        public Topic {
            decisions = List.copyOf(decisions);
        }
    }

    /**
     * What somebody has decided.
     *
     * @param state {@code archived} or {@code open}
     * @param records how many records it has changed
     * @param selection what they were selected by
     * @param by who
     * @param reason why
     * @param at when
     */
    public record Decision(
            String state,
            long records,
            Map<String, String> selection,
            String by,
            @Nullable String reason,
            String at) {}

    /**
     * What a call has changed.
     *
     * @param topic the dead-letter topic
     * @param state {@code archived} or {@code open}
     * @param changed records that it has changed, or would change
     * @param skipped records that are meant but were not changed, by why
     * @param sample ids of some that it has changed
     * @param cursor what the next call is given to go on, left out when everything was read
     * @param scan how far the call came
     */
    public record Changed(
            String topic,
            String state,
            long changed,
            Map<String, Long> skipped,
            List<String> sample,
            @Nullable String cursor,
            DeadLettersReport.Scan scan)
            implements OperationResponseBody {}
}
