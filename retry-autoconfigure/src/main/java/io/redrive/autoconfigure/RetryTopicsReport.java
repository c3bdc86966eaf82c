package io.redrive.autoconfigure;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint {@code retrytopics} tells. What is in topics altogether is what the brokers say; all else is what this one
 * instance of the application knows and holds, and other instances hold what is in their partitions. Instants and durations are
 * written as ISO 8601 does, whatever turns this into JSON.
 *
 * @param scope says so to whoever reads the JSON
 * @param listeners the retried listeners, by id
 */
public record RetryTopicsReport(String scope, Map<String, Listener> listeners) implements OperationResponseBody {

    /** What is said of the scope. */
    static final String THIS_INSTANCE = "this instance";

    private static final String ALL_INSTANCES = "all instances";

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
     * @param retiredTopics topics that an earlier version of the application wrote to
     * @param broker when the brokers told what is in the topics, or why they did not
     * @param containers its containers on this instance
     * @param consumers what its consumers on this instance do
     * @param failingForwards topics that cannot be written at present, by name
     * @param pause why its retries are paused on all instances, or null when they are not
     */
    public record Listener(
            String group,
            String layout,
            int attempts,
            List<String> delays,
            boolean verified,
            List<String> problems,
            List<Topics> topics,
            List<RetiredTopic> retiredTopics,
            Broker broker,
            List<Container> containers,
            List<Consumer> consumers,
            Map<String, FailingForwards> failingForwards,
            @Nullable Pause pause)
            implements OperationResponseBody {}

    /**
     * Whether what comes from the brokers is there. They are asked when somebody looks, at most once a second.
     *
     * @param asOf when they were asked
     * @param error why they gave no answer, or null when they did
     */
    public record Broker(String asOf, @Nullable String error) {}

    /**
     * The way of the records of one main topic.
     *
     * @param mainTopic its name
     * @param partitions number of its partitions, or null when the brokers do not tell
     * @param retryTopics where its failed records wait
     * @param deadLetterTopics where they end
     */
    public record Topics(
            String mainTopic,
            @Nullable Integer partitions,
            List<RetryTopic> retryTopics,
            List<DeadLetterTopic> deadLetterTopics) {}

    /**
     * A retry topic.
     *
     * @param name its name
     * @param delay the longest delay of the records in it, without jitter
     * @param group the group that reads it, or null when its container is not there
     * @param partitions number of its partitions, or null when the brokers do not tell
     * @param waiting records in it that are not done, those of all instances, or null when the brokers do not tell; what is
     *     done ahead of an earlier record counts until that is done, too
     * @param onThisInstance what this instance holds of it
     */
    public record RetryTopic(
            String name,
            String delay,
            @Nullable String group,
            @Nullable Integer partitions,
            @Nullable Long waiting,
            Held onThisInstance) {}

    /**
     * A dead-letter topic.
     *
     * @param name its name
     * @param partitions number of its partitions, or null when the brokers do not tell
     * @param records records in it, or null when the brokers do not tell
     */
    public record DeadLetterTopic(
            String name,
            @Nullable Integer partitions,
            @Nullable Long records) {}

    /**
     * A topic that an earlier version of the application wrote to.
     *
     * @param name its name
     * @param group the group that reads it
     * @param removable whether it can be deleted once no instance of the earlier version runs
     * @param partitions number of its partitions, or null when the brokers do not tell
     * @param waiting as of a retry topic
     * @param onThisInstance what this instance holds of it
     */
    public record RetiredTopic(
            String name,
            String group,
            boolean removable,
            @Nullable Integer partitions,
            @Nullable Long waiting,
            Held onThisInstance) {}

    /**
     * What this instance holds of one topic.
     *
     * @param partitions how many of its partitions its consumers own
     * @param waiting records in memory that are not delivered yet
     * @param bytes memory they occupy, roughly
     * @param due those of them whose due time has come
     * @param heldBack those of them that overdue-rate holds back
     * @param oldestDue the earliest due time among them, or null when there are none
     * @param overdueBy time since then; zero when it is still to come
     */
    public record Held(
            int partitions,
            int waiting,
            long bytes,
            int due,
            int heldBack,
            @Nullable String oldestDue,
            String overdueBy) {}

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
     * A consumer.
     *
     * @param thread name of its thread, as in the log
     * @param role what its topics are for
     * @param asOf when it told last what it holds: about every second, unless its listener takes longer
     * @param partitions how many partitions it owns
     * @param inFlightForwards its forwards that are not acknowledged
     */
    public record Consumer(String thread, String role, String asOf, int partitions, int inFlightForwards) {}

    /**
     * A topic that cannot be written.
     *
     * @param since when it could not be written for the first time since it could be
     * @param failure why not, then
     */
    public record FailingForwards(String since, String failure) {}

    /**
     * Why retries are paused.
     *
     * @param by who has said so last
     * @param reason why, or null when nothing was said
     * @param since when they were paused
     */
    public record Pause(String by, @Nullable String reason, String since) {

        static @Nullable Pause of(io.redrive.pause.@Nullable Pause pause) {
            return pause == null
                    ? null
                    : new Pause(pause.by(), pause.reason(), pause.since().toString());
        }
    }

    /**
     * The answer to pausing or resuming the retries of a listener.
     *
     * @param scope says that all instances do it
     * @param listener id of the listener
     * @param pause what holds from now on, or null for no pause
     * @param containers its retry containers on this instance and what they do now, by id
     */
    public record Change(
            String scope, String listener, @Nullable Pause pause, Map<String, String> containers)
            implements OperationResponseBody {

        Change(String listener, @Nullable Pause pause, Map<String, String> containers) {
            this(ALL_INSTANCES, listener, pause, containers);
        }
    }

    /**
     * Why an operation was refused.
     *
     * @param error a stable name
     * @param message what is wrong, and what would be right
     */
    public record Refusal(String error, String message) implements OperationResponseBody {}
}
