package io.redrive.autoconfigure;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint {@code deadletters} tells of all topics. Instants and durations are written as ISO 8601 does; what is not
 * known or does not exist is left out.
 *
 * @param asOf when the brokers were asked
 * @param error why some topics could not be looked at
 * @param topics the dead-letter topics, by name
 */
public record DeadLettersReport(String asOf, @Nullable String error, Map<String, Topic> topics)
        implements OperationResponseBody {

    /**
     * A dead-letter topic.
     *
     * @param sources whose dead letters end there
     * @param partitions number of its partitions, left out when the topic does not exist or may not be seen
     * @param unresolved unresolved records, of those that are counted
     * @param uncounted offsets that are not counted yet; {@code unresolved} is complete when this is 0
     * @param retained offsets from its beginning to its end
     * @param groups groups of unresolved records
     * @param oldest timestamp of the oldest unresolved record, or a somewhat earlier one
     * @param retention how long it keeps records, {@code forever}, or left out when that may not be seen
     * @param expires when retention may delete the first unresolved record
     * @param expiresIn how long until then, negative when it may do so already
     * @param lost unresolved records that were deleted since this instance looks, this many at most
     */
    public record Topic(
            List<Source> sources,
            @Nullable Integer partitions,
            @Nullable Long unresolved,
            @Nullable Long uncounted,
            @Nullable Long retained,
            @Nullable Integer groups,
            @Nullable String oldest,
            @Nullable String retention,
            @Nullable String expires,
            @Nullable String expiresIn,
            @Nullable Long lost) {}

    /**
     * Whose dead letters end in a topic.
     *
     * @param listener id of the listener
     * @param mainTopic main topic
     * @param group consumer group
     * @param retryTopics where failed records wait before
     */
    public record Source(String listener, String mainTopic, String group, List<String> retryTopics) {}

    /**
     * What the endpoint tells of one topic.
     *
     * @param asOf when the brokers were asked
     * @param error why it could not be looked at
     * @param name its name
     * @param topic what is told of it among the others
     * @param retentionBytes how many bytes of a partition are kept, left out when all are
     * @param cleanupPolicy what is done with old records
     * @param offsets its partitions, by number
     */
    public record Detail(
            String asOf,
            @Nullable String error,
            String name,
            Topic topic,
            @Nullable Long retentionBytes,
            @Nullable String cleanupPolicy,
            Map<Integer, Partition> offsets)
            implements OperationResponseBody {}

    /**
     * A partition.
     *
     * @param begin its first offset
     * @param end the offset behind its last
     * @param unresolved unresolved records in it, of those that are counted
     * @param uncounted offsets that are not counted yet
     */
    public record Partition(long begin, long end, long unresolved, long uncounted) {}

    /**
     * A page of dead letters.
     *
     * @param topic name of the topic
     * @param records those that match, the oldest of the page first
     * @param cursor what the next call is given to go on, left out when everything was read
     * @param scan how far the call came
     */
    public record Records(
            String topic,
            List<DeadLetterReport> records,
            @Nullable String cursor,
            Scan scan) implements OperationResponseBody {}

    /**
     * The groups of a topic.
     *
     * @param topic name of the topic
     * @param groups its groups, the largest first
     * @param unresolved unresolved records in all groups
     * @param uncounted offsets that are not counted yet; counts are complete when this is 0
     * @param scan what the call has read
     */
    public record Groups(String topic, List<Group> groups, long unresolved, long uncounted, Scan scan)
            implements OperationResponseBody {}

    /**
     * Unresolved dead letters with one cause.
     *
     * @param group its fingerprint
     * @param title the cause in words
     * @param exception class of what was thrown
     * @param frame class and method of the application where it was thrown
     * @param count how many there are
     * @param firstSeen timestamp of the oldest, or a somewhat earlier one
     * @param lastSeen timestamp of the newest
     * @param sample id of one of the newest
     */
    public record Group(
            String group,
            String title,
            String exception,
            @Nullable String frame,
            long count,
            String firstSeen,
            String lastSeen,
            String sample) {}

    /**
     * What a call has read.
     *
     * @param records records
     * @param bytes bytes of their keys, values and headers
     * @param elapsedMs milliseconds that it took
     * @param end why it read no further: {@code complete}, {@code limit}, {@code records}, {@code bytes} or {@code time}
     * @param left offsets that are left, by partition that is not read to its end
     */
    public record Scan(long records, long bytes, long elapsedMs, String end, Map<Integer, Left> left) {}

    /**
     * What is left of a partition.
     *
     * @param next the offset to go on with
     * @param end the offset behind the last one
     */
    public record Left(long next, long end) {}
}
