package io.redrive.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import io.redrive.topic.RetryTopology;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TopicPermissionsIT {

    private static TestBroker broker;

    private final CapturedLog log = new CapturedLog(TopicProvisioner.class);
    private final TopicProvisioner provisioner = new TopicProvisioner(InstantSource.system(), true);

    @BeforeAll
    static void startBroker() {
        broker = new TestBroker(Map.of("authorizer.class.name", RestrictedAuthorizer.class.getName()));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @AfterEach
    void releaseLog() {
        log.close();
    }

    @Test
    void usesExistingTopicsWhoseSettingsMayNotBeRead() {
        broker.create("noconfigs", 2, Map.of());
        broker.create("noconfigs-g-dlt", 2, Map.of("cleanup.policy", "compact"));

        VerifiedTopics verified = provision(TestTopology.of("g", "noconfigs"));
        provision(TestTopology.of("g", "noconfigs"));

        assertThat(verified.partitions()).hasSize(4);
        assertThat(log.lines(Level.WARN))
                .first()
                .asString()
                .startsWith("The application may not read the settings of topics [noconfigs, noconfigs-g-dlt")
                .endsWith(" of listener g-listener (DescribeConfigs): they are used as they are");
    }

    @Test
    void namesPermissionAndCommandForTopicsThatMayNotBeCreated() {
        broker.create("orders", 2, Map.of());
        RetryTopology topology = TestTopology.of("nocreate", "orders");

        TopologyException failure = wrong(topology);

        assertThat(failure.problems()).hasSize(3);
        assertThat(failure.problems().get(0).action())
                .contains("--operation Create --topic orders-nocreate-retry-1", "kafka-topics.sh", "--partitions 2");
    }

    @Test
    void reportsOnlyTheMainTopicWhenItMayNotBeCreated() {
        TopologyException failure = wrong(TestTopology.of("g", "nocreate-main"));

        assertThat(failure.problems()).extracting(TopicProblem::topic).containsExactly("nocreate-main");
    }

    @Test
    void reportsTopicsThatMayNotBeSeen() {
        broker.create("seen", 2, Map.of());

        TopologyException failure = wrong(TestTopology.of("hidden", "seen"));

        assertThat(failure.problems())
                .hasSize(3)
                .allSatisfy(problem -> assertThat(problem.action()).contains("--operation Read --operation Write"));
    }

    @Test
    void reportsTopicsThatMayBeSeenButNotUsed() {
        broker.create("noread", 1, Map.of());
        RetryTopology topology = TestTopology.of("nowrite", "noread");

        TopologyException failure = wrong(topology);

        assertThat(failure.problems())
                .containsExactly(
                        new TopicProblem(
                                "noread",
                                "may not be used by the application for: Read",
                                "Allow it: kafka-acls.sh --bootstrap-server <broker> --add --allow-principal"
                                        + " User:<application> --operation Read --topic noread"),
                        new TopicProblem(
                                "noread-nowrite-retry-1",
                                "may not be used by the application for: Read, Write",
                                "Allow it: kafka-acls.sh --bootstrap-server <broker> --add --allow-principal"
                                        + " User:<application> --operation Read --operation Write --topic"
                                        + " noread-nowrite-retry-1"),
                        new TopicProblem(
                                "noread-nowrite-retry-2",
                                "may not be used by the application for: Read, Write",
                                "Allow it: kafka-acls.sh --bootstrap-server <broker> --add --allow-principal"
                                        + " User:<application> --operation Read --operation Write --topic"
                                        + " noread-nowrite-retry-2"),
                        new TopicProblem(
                                "noread-nowrite-dlt",
                                "may not be used by the application for: Write",
                                "Allow it: kafka-acls.sh --bootstrap-server <broker> --add --allow-principal"
                                        + " User:<application> --operation Write --topic noread-nowrite-dlt"));
    }

    @Test
    void reportsGroupsThatMayNotBeUsed() {
        broker.create("grouped", 1, Map.of());

        TopologyException failure = catchThrowableOfType(
                TopologyException.class,
                () -> provisioner.provision(
                        broker.admin(),
                        TestTopology.of("g", "grouped"),
                        Set.of("g", "hidden-g-retry"),
                        Duration.ofSeconds(20)));

        assertThat(failure.problems())
                .containsExactly(new TopicProblem(
                        "grouped",
                        "cannot be listened to, because the application may not use consumer group hidden-g-retry",
                        "Allow it: kafka-acls.sh --bootstrap-server <broker> --add --allow-principal"
                                + " User:<application> --operation Read --group hidden-g-retry"));
    }

    @Test
    void doesNotJudgeListenersByWhatAnotherUserMayDo() {
        broker.create("noread-other", 1, Map.of());

        assertThatCode(() -> new TopicProvisioner(InstantSource.system(), false)
                        .provision(
                                broker.admin(),
                                TestTopology.of("g", "noread-other"),
                                Set.of("hidden-group"),
                                Duration.ofSeconds(20)))
                .doesNotThrowAnyException();
    }

    private VerifiedTopics provision(RetryTopology topology) {
        return provisioner.provision(broker.admin(), topology, Set.of("g"), Duration.ofSeconds(20));
    }

    private TopologyException wrong(RetryTopology topology) {
        return catchThrowableOfType(TopologyException.class, () -> provision(topology));
    }
}
