package io.redrive.admin;

import java.util.List;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.jspecify.annotations.Nullable;

/** What to tell when a topic does not exist and is not there afterwards either. */
final class CreationProblems {

    private static final String ALLOW =
            "kafka-acls.sh --bootstrap-server <broker> --add --allow-principal" + " User:<application> --operation ";

    private CreationProblems() {}

    /**
     * Returns the problem of a topic that is missing while the application does not create topics.
     *
     * @param like the topic that it should have as many partitions and replicas as, when their number is not known
     */
    static TopicProblem switchedOff(NewTopic topic, @Nullable String like) {
        return new TopicProblem(
                topic.name(),
                "does not exist, and the application does not create topics (mode verify, or createTopics=false)",
                "Create it: " + NewTopics.command(topic)
                        + (like == null ? "" : ", with as many partitions and replicas as " + like)
                        + "; or have topics created by the application: redrive.topics.mode=create,"
                        + " and neither createTopics=false nor autoCreateTopics=false");
    }

    /** Returns the problem of a topic that the broker does not let the application see. */
    static TopicProblem hidden(String topic) {
        return new TopicProblem(
                topic,
                "may not be seen by the application",
                "Allow it to read and write the topic: " + ALLOW + "Read --operation Write --topic " + topic);
    }

    /** Returns the problem of a topic with which the application may not do what it has to. */
    static TopicProblem forbidden(String topic, List<String> operations) {
        return new TopicProblem(
                topic,
                "may not be used by the application for: " + String.join(", ", operations),
                "Allow it: " + ALLOW + String.join(" --operation ", operations) + " --topic " + topic);
    }

    /** Returns the problem of main topics whose listener has a consumer group that the application may not use. */
    static TopicProblem groupForbidden(String mainTopics, String group) {
        return new TopicProblem(
                mainTopics,
                "cannot be listened to, because the application may not use consumer group " + group,
                "Allow it: " + ALLOW + "Read --group " + ShellWords.quoted(group));
    }

    private static TopicProblem denied(NewTopic topic) {
        return new TopicProblem(
                topic.name(),
                "does not exist, and the application may not create it",
                "Allow it: " + ALLOW + "Create --topic " + topic.name() + "; or create it yourself: "
                        + NewTopics.command(topic));
    }

    /** Returns the problem of a topic that the broker did not create when it was asked to. */
    static TopicProblem refused(NewTopic topic, ApiException refusal) {
        if (refusal instanceof AuthorizationException) {
            return denied(topic);
        }
        String action = refusal instanceof InvalidReplicationFactorException
                ? "Set replicationFactor to at most the number of brokers, or to -1 for the broker's default"
                : "Create it in a way the broker agrees with, starting from: " + NewTopics.command(topic);
        return new TopicProblem(
                topic.name(), "does not exist, and the broker refuses to create it (" + text(refusal) + ")", action);
    }

    /** Returns the problem of a topic that the broker cannot describe. */
    static TopicProblem indescribable(String topic, ApiException refusal) {
        return new TopicProblem(
                topic, "is refused by the broker (" + text(refusal) + ")", "Choose another name for the topic");
    }

    private static String text(ApiException refusal) {
        return refusal.getClass().getSimpleName() + ": " + refusal.getMessage();
    }
}
