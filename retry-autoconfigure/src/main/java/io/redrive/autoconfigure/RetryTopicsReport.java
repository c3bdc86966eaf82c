package io.redrive.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint {@code retrytopics} tells. Everything is what this one instance of the application knows and holds; other
 * instances hold what is in their partitions.
 *
 * @param scope says so to whoever reads the JSON
 * @param listeners the retried listeners, by id
 */
public record RetryTopicsReport(String scope, Map<String, Listener> listeners) implements OperationResponseBody {

    /** What is said of the scope. */
    static final String THIS_INSTANCE = "this instance";

    /**
     * A retried listener.
     *
     * @param group consumer group of its main topics
     * @param layout how its topics are spread over containers
     * @param attempts deliveries of a record at most
     * @param delays delay before each retry, without jitter
     * @param verified whether its topics exist and fit; until then it does not run
     * @param problems what is wrong with its topics
     * @param topics its main topics and those that failed records of them go to
     * @param containers its containers on this instance
     * @param consumers what its consumers on this instance hold
     * @param failingForwards topics that cannot be written at present, by name
     * @param retiredTopics topics that an earlier version of the application wrote to
     */
    public record Listener(
            String group,
            String layout,
            int attempts,
            List<Duration> delays,
            boolean verified,
            List<String> problems,
            List<Topics> topics,
            List<Container> containers,
            List<Consumer> consumers,
            Map<String, FailingForwards> failingForwards,
            List<RetiredTopic> retiredTopics)
            implements OperationResponseBody {}

    /**
     * The way of the records of one main topic.
     *
     * @param mainTopic its name
     * @param retryTopics where its failed records wait
     * @param deadLetterTopics where they end
     */
    public record Topics(String mainTopic, List<RetryTopic> retryTopics, List<String> deadLetterTopics) {}

    /**
     * A retry topic.
     *
     * @param name its name
     * @param delay the longest delay of the records in it, without jitter
     */
    public record RetryTopic(String name, Duration delay) {}

    /**
     * A container.
     *
     * @param id its id in the application's registry
     * @param role what its topics are for
     * @param group its consumer group
     * @param state what it does
     */
    public record Container(
            String id, String role, @Nullable String group, String state) {}

    /**
     * What one consumer holds.
     *
     * @param thread name of its thread, as in the log
     * @param role what its topics are for
     * @param asOf when it told so
     * @param inFlightForwards its forwards that are not acknowledged
     * @param topics what it holds, by topic that it owns partitions of
     */
    public record Consumer(String thread, String role, Instant asOf, int inFlightForwards, List<Held> topics) {}

    /**
     * What is held of one topic.
     *
     * @param topic its name
     * @param partitions how many of its partitions the consumer owns
     * @param waiting records in memory that are not delivered yet
     * @param bytes memory they occupy, roughly
     * @param due those of them whose due time has come
     * @param oldestDue the earliest due time among them, or null when there are none
     * @param overdueBy time since then; zero when it is still to come
     */
    public record Held(
            String topic,
            int partitions,
            int waiting,
            long bytes,
            int due,
            @Nullable Instant oldestDue,
            Duration overdueBy) {}

    /**
     * A topic that cannot be written.
     *
     * @param since when it could not be written for the first time since it could be
     * @param failure why not, then
     */
    public record FailingForwards(Instant since, String failure) {}

    /**
     * A topic that an earlier version of the application wrote to.
     *
     * @param name its name
     * @param group the group that reads it
     * @param removable whether it can be deleted once no instance of the earlier version runs
     */
    public record RetiredTopic(String name, String group, boolean removable) {}

    /**
     * The answer to pausing or resuming the retries of a listener.
     *
     * @param scope says that only this instance was asked
     * @param listener id of the listener
     * @param containers its retry containers and what they do now, by id
     */
    public record Change(String scope, String listener, Map<String, String> containers)
            implements OperationResponseBody {}

    /**
     * Why an operation was refused.
     *
     * @param error a stable name
     * @param message what is wrong, and what would be right
     */
    public record Refusal(String error, String message) implements OperationResponseBody {}
}
