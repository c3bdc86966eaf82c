package io.redrive.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class CreationProblemsTests {

    private static final NewTopic TOPIC = new NewTopic("orders-g-dlt", 3, (short) 2)
            .configs(new TreeMap<>(Map.of("cleanup.policy", "delete", "retention.ms", "2592000000")));
    private static final String COMMAND = "kafka-topics.sh --bootstrap-server <broker> --create --topic orders-g-dlt"
            + " --partitions 3 --replication-factor 2 --config cleanup.policy=delete --config retention.ms=2592000000";

    @Test
    void saysHowToCreateATopicThatIsMissingWhereTheApplicationCreatesNone() {
        assertThat(CreationProblems.switchedOff(TOPIC, null))
                .isEqualTo(new TopicProblem(
                        "orders-g-dlt",
                        "does not exist, and the application does not create topics (mode verify, or createTopics=false)",
                        "Create it: " + COMMAND
                                + "; or have topics created by the application: redrive.topics.mode=create, and"
                                + " neither createTopics=false nor autoCreateTopics=false"));
    }

    @Test
    void saysWhatAMissingTopicShouldBeLikeWhenItsMainTopicIsMissingToo() {
        assertThat(CreationProblems.switchedOff(TOPIC, "orders").action())
                .isEqualTo("Create it: " + COMMAND + ", with as many partitions and replicas as orders; or have topics"
                        + " created by the application: redrive.topics.mode=create, and"
                        + " neither createTopics=false nor autoCreateTopics=false");
    }

    @Test
    void saysWhichPermissionIsMissingToSeeATopic() {
        assertThat(CreationProblems.hidden("orders"))
                .isEqualTo(new TopicProblem(
                        "orders",
                        "may not be seen by the application",
                        "Allow it to read and write the topic: kafka-acls.sh --bootstrap-server <broker> --add"
                                + " --allow-principal User:<application> --operation Read --operation Write --topic"
                                + " orders"));
    }

    @Test
    void saysWhichPermissionIsMissingToCreateATopic() {
        assertThat(CreationProblems.refused(TOPIC, new TopicAuthorizationException("no")))
                .isEqualTo(new TopicProblem(
                        "orders-g-dlt",
                        "does not exist, and the application may not create it",
                        "Allow it: kafka-acls.sh --bootstrap-server <broker> --add --allow-principal"
                                + " User:<application> --operation Create --topic orders-g-dlt; or create it yourself: "
                                + COMMAND));
    }

    @Test
    void saysWhichSettingToChangeWhenThereAreTooFewBrokers() {
        assertThat(CreationProblems.refused(TOPIC, new InvalidReplicationFactorException("only 1 broker")))
                .isEqualTo(new TopicProblem(
                        "orders-g-dlt",
                        "does not exist, and the broker refuses to create it (InvalidReplicationFactorException: only 1"
                                + " broker)",
                        "Set replicationFactor to at most the number of brokers, or to -1 for the broker's default"));
    }

    @Test
    void quotesTheBrokerThatRefusesToCreateATopic() {
        assertThat(CreationProblems.refused(TOPIC, new PolicyViolationException("at most 2 partitions")))
                .isEqualTo(new TopicProblem(
                        "orders-g-dlt",
                        "does not exist, and the broker refuses to create it (PolicyViolationException: at most 2"
                                + " partitions)",
                        "Create it in a way the broker agrees with, starting from: " + COMMAND));
    }

    @Test
    void quotesTheBrokerThatRefusesAName() {
        assertThat(CreationProblems.indescribable("orders", new InvalidTopicException("no")))
                .isEqualTo(new TopicProblem(
                        "orders",
                        "is refused by the broker (InvalidTopicException: no)",
                        "Choose another name for the topic"));
    }
}
