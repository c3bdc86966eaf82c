package io.redrive.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.CreatePartitionsOptions;
import org.apache.kafka.clients.admin.CreatePartitionsResult;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ForwardingAdmin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TopicProvisionerIT {

    private static final Duration WITHIN = Duration.ofSeconds(20);

    private static TestBroker broker;

    private final CapturedLog log = new CapturedLog(TopicProvisioner.class);
    private final TopicProvisioner provisioner = new TopicProvisioner(InstantSource.system(), true);

    @BeforeAll
    static void startBroker() {
        broker = new TestBroker(Map.of());
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
    void createsRetryTopicsAndDeadLetterTopicLikeMainTopic() {
        broker.create("orders", 3, Map.of("max.message.bytes", "2000000", "min.insync.replicas", "2"));

        VerifiedTopics verified = provision(TestTopology.of("g", "orders"));

        assertThat(verified.partitions())
                .isEqualTo(Map.of("orders", 3, "orders-g-retry-1", 3, "orders-g-retry-2", 3, "orders-g-dlt", 3));
        assertThat(broker.describe("orders-g-dlt").partitions())
                .hasSize(3)
                .allSatisfy(partition -> assertThat(partition.replicas()).hasSize(1));
        assertThat(broker.config("orders-g-retry-1"))
                .isEqualTo(config(Duration.ofDays(7).plusSeconds(90)));
        assertThat(broker.config("orders-g-retry-2"))
                .isEqualTo(config(Duration.ofDays(7).plusMinutes(15)));
        assertThat(broker.config("orders-g-dlt")).isEqualTo(config(TopicSettings.DEFAULT_DEAD_LETTER_RETENTION));
        assertThat(broker.config("orders"))
                .isEqualTo(Map.of("max.message.bytes", "2000000", "min.insync.replicas", "2"));
        assertThat(log.lines(Level.INFO)).hasSize(3);
    }

    @Test
    void verifiesWhatItCreatedWithoutFurtherWords() {
        broker.create("quiet", 2, Map.of());
        provision(TestTopology.of("g", "quiet"));
        int lines = log.lines(Level.INFO).size();

        provision(TestTopology.of("g", "quiet"));

        assertThat(log.lines(Level.INFO)).hasSize(lines);
        assertThat(log.lines(Level.WARN)).isEmpty();
    }

    @Test
    void createsTopicsOfAllMainTopicsAtOnce() {
        broker.create("left", 1, Map.of());
        broker.create("right", 5, Map.of());

        VerifiedTopics verified = provision(TestTopology.of("g", "left", "right"));

        assertThat(verified.partitions()).hasSize(8);
        assertThat(verified.partitions("left-g-retry-2")).isEqualTo(1);
        assertThat(verified.partitions("right-g-retry-2")).isEqualTo(5);
    }

    @Test
    void obeysPartitionsAndReplicationFactor() {
        broker.create("obeyed", 3, Map.of());

        VerifiedTopics verified = provision(TestTopology.of("g", TestTopology.settings(true, 7, -1), "obeyed"));

        assertThat(verified.partitions("obeyed")).isEqualTo(3);
        assertThat(verified.partitions("obeyed-g-retry-1")).isEqualTo(7);
        assertThat(broker.config("obeyed-g-retry-1")).doesNotContainKey(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
    }

    @Test
    void createsMissingMainTopicAsBrokerWould() {
        VerifiedTopics verified = provision(TestTopology.of("g", "absent"));

        assertThat(verified.partitions("absent")).isEqualTo(4);
        assertThat(verified.partitions("absent-g-dlt")).isEqualTo(4);
        assertThat(broker.config("absent")).isEmpty();
        assertThat(broker.config("absent-g-dlt")).containsEntry("max.message.bytes", "" + (1_048_588 + 65_536));
        assertThat(log.lines(Level.INFO))
                .first()
                .asString()
                .isEqualTo("Main topic absent did not exist; it was created with 4 partitions and 1 replicas");
    }

    @Test
    void createsMissingMainTopicWithPartitionsAskedFor() {
        VerifiedTopics verified = provision(TestTopology.of("g", TestTopology.settings(true, 6, 1), "absent-six"));

        assertThat(verified.partitions("absent-six")).isEqualTo(6);
        assertThat(verified.partitions("absent-six-g-dlt")).isEqualTo(6);
    }

    @Test
    void reportsAllMissingTopicsWithCommandsWhenCreationIsOff() {
        broker.create("by-hand", 3, Map.of());
        RetryTopology topology = TestTopology.of("g", TestTopology.settings(false, 0, 0), "by-hand", "by-hand-too");

        TopologyException failure = wrong(topology);

        assertThat(failure.listeners()).containsExactly("g-listener");
        assertThat(failure.problems())
                .extracting(TopicProblem::topic)
                .containsExactly(
                        "by-hand-too",
                        "by-hand-g-retry-1",
                        "by-hand-g-retry-2",
                        "by-hand-g-dlt",
                        "by-hand-too-g-retry-1",
                        "by-hand-too-g-retry-2",
                        "by-hand-too-g-dlt");
        assertThat(failure.problems().get(1).action())
                .contains("--create --topic by-hand-g-retry-1 --partitions 3 --replication-factor 1 --config");
        assertThat(failure).hasMessageContaining("Topic by-hand-too does not exist");
        assertThat(broker.topics()).doesNotContain("by-hand-g-dlt", "by-hand-too");
    }

    @Test
    void reportsShortRetentionAndCompactionAndAltersNothing() {
        broker.create("short", 1, Map.of());
        broker.create("short-g-retry-1", 1, Map.of("retention.ms", "90000"));
        broker.create("short-g-retry-2", 1, Map.of("retention.ms", "899999"));
        broker.create("short-g-dlt", 1, Map.of("cleanup.policy", "compact,delete"));

        TopologyException failure = wrong(TestTopology.of("g", "short"));

        assertThat(failure.problems())
                .extracting(TopicProblem::topic)
                .containsExactly("short-g-retry-2", "short-g-dlt");
        assertThat(broker.config("short-g-retry-2")).isEqualTo(Map.of("retention.ms", "899999"));
        assertThat(broker.config("short-g-dlt")).isEqualTo(Map.of("cleanup.policy", "compact,delete"));
    }

    @Test
    void usesExistingDeadLetterTopicWithFewerPartitions() {
        broker.create("wide", 5, Map.of());
        broker.create("wide-g-dlt", 1, Map.of("message.timestamp.type", "LogAppendTime"));

        VerifiedTopics verified = provision(TestTopology.of("g", "wide"));

        assertThat(verified.partitions("wide-g-dlt")).isEqualTo(1);
        assertThat(log.lines(Level.INFO)).anyMatch(line -> line.contains("wide-g-dlt has 1 partitions, wide has 5"));
    }

    @Test
    void givesRetryTopicsThePartitionsThatTheirMainTopicHasGot() {
        broker.create("grown", 5, Map.of());
        broker.create("grown-g-retry-1", 2, Map.of());
        broker.create("grown-g-retry-2", 7, Map.of());

        VerifiedTopics verified = provision(TestTopology.of("g", "grown"));

        assertThat(verified.partitions("grown-g-retry-1")).isEqualTo(5);
        assertThat(verified.partitions("grown-g-retry-2")).isEqualTo(7);
    }

    @Test
    void waitsUntilTheBrokersHaveHeardOfThePartitionsThatItAdded() {
        broker.create("grown-late", 5, Map.of());
        broker.create("grown-late-g-retry-1", 2, Map.of());
        AtomicReference<DescribeTopicsResult> stale = new AtomicReference<>();
        AtomicBoolean grown = new AtomicBoolean();
        try (Admin admin = new ForwardingAdmin(Map.of("bootstrap.servers", broker.address())) {
            @Override
            public DescribeTopicsResult describeTopics(TopicCollection topics, DescribeTopicsOptions options) {
                if (grown.compareAndSet(true, false)) {
                    return stale.get();
                }
                stale.compareAndSet(null, super.describeTopics(topics, options));
                return super.describeTopics(topics, options);
            }

            @Override
            public CreatePartitionsResult createPartitions(
                    Map<String, NewPartitions> wanted, CreatePartitionsOptions options) {
                grown.set(true);
                return super.createPartitions(wanted, options);
            }
        }) {
            VerifiedTopics verified =
                    provisioner.provision(admin, TestTopology.of("g", "grown-late"), Set.of(), WITHIN);

            assertThat(verified.partitions("grown-late-g-retry-1")).isEqualTo(5);
        }
    }

    @Test
    void leavesThePartitionsOfRetryTopicsAloneWhenItMayNotCreateThemOrTheirNumberIsGiven() {
        broker.create("stays", 5, Map.of());
        broker.create("stays-g-retry-1", 2, Map.of());
        broker.create("stays-g-retry-2", 2, Map.of());
        broker.create("stays-g-dlt", 2, Map.of());

        assertThat(provision(TestTopology.of("g", TestTopology.settings(false, 0, 0), "stays"))
                        .partitions("stays-g-retry-1"))
                .isEqualTo(2);
        assertThat(provision(TestTopology.of("g", TestTopology.settings(true, 2, 0), "stays"))
                        .partitions("stays-g-retry-1"))
                .isEqualTo(2);
    }

    @Test
    void reportsReplicationFactorThatBrokersCannotReach() {
        broker.create("lonely", 1, Map.of());

        TopologyException failure = wrong(TestTopology.of("g", TestTopology.settings(true, 0, 3), "lonely"));

        assertThat(failure.problems())
                .hasSize(3)
                .allSatisfy(problem -> assertThat(problem.action()).contains("replicationFactor"));
    }

    @Test
    void instancesThatStartTogetherDoNotDisturbEachOther() throws Exception {
        RetryTopology topology = TestTopology.of("g", "race-1", "race-2", "race-3", "race-4");
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<VerifiedTopics>> instances = List.of(
                    threads.submit(() -> provisionWithOwnClient(topology, together)),
                    threads.submit(() -> provisionWithOwnClient(topology, together)));

            VerifiedTopics one = instances.get(0).get(30, TimeUnit.SECONDS);
            VerifiedTopics other = instances.get(1).get(30, TimeUnit.SECONDS);

            assertThat(one).isEqualTo(other);
            assertThat(one.partitions())
                    .hasSize(16)
                    .allSatisfy((topic, count) -> assertThat(count).isEqualTo(4));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void verifiesWhatSomebodyElseCreatedMeanwhile() {
        broker.create("raced", 1, Map.of());
        RetryTopology topology = TestTopology.of("g", "raced");
        try (Admin admin = new ForwardingAdmin(Map.of("bootstrap.servers", broker.address())) {
            @Override
            public CreateTopicsResult createTopics(Collection<NewTopic> topics, CreateTopicsOptions options) {
                broker.create("raced-g-retry-2", 1, Map.of("retention.ms", "1000"));
                return super.createTopics(topics, options);
            }
        }) {
            TopologyException failure = catchThrowableOfType(
                    TopologyException.class, () -> provisioner.provision(admin, topology, Set.of(), WITHIN));

            assertThat(failure.problems()).extracting(TopicProblem::topic).containsExactly("raced-g-retry-2");
        }
    }

    @Test
    void findsTopicsThatBrokerHearsOfOnlyNow() {
        AtomicInteger described = new AtomicInteger();
        RetryTopology topology = TestTopology.of("g", TestTopology.settings(false, 0, 0), "fresh");
        try (Admin admin = new ForwardingAdmin(Map.of("bootstrap.servers", broker.address())) {
            @Override
            public DescribeTopicsResult describeTopics(TopicCollection topics, DescribeTopicsOptions options) {
                if (described.incrementAndGet() == 2) {
                    List.of("fresh", "fresh-g-retry-1", "fresh-g-retry-2", "fresh-g-dlt")
                            .forEach(topic -> broker.create(topic, 1, Map.of()));
                }
                return super.describeTopics(topics, options);
            }
        }) {
            VerifiedTopics verified = provisioner.provision(admin, topology, Set.of(), WITHIN);

            assertThat(verified.partitions()).hasSize(4);
        }
    }

    @Test
    void unreachableBrokerIsNoProblemOfTopics() {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1"))) {
            BrokerUnavailableException failure = catchThrowableOfType(
                    BrokerUnavailableException.class,
                    () -> provisioner.provision(
                            admin, TestTopology.of("g", "orders"), Set.of(), Duration.ofMillis(300)));

            assertThat(failure).hasMessageContaining("could not describe topics: TimeoutException");
        }
    }

    private VerifiedTopics provision(RetryTopology topology) {
        return provisioner.provision(broker.admin(), topology, Set.of("g"), WITHIN);
    }

    private TopologyException wrong(RetryTopology topology) {
        return catchThrowableOfType(TopologyException.class, () -> provision(topology));
    }

    private static VerifiedTopics provisionWithOwnClient(RetryTopology topology, CyclicBarrier together)
            throws Exception {
        try (Admin admin = BrokerAccess.of(Map.of("bootstrap.servers", broker.address()))
                .admins()
                .get()) {
            together.await();
            return new TopicProvisioner(InstantSource.system(), true).provision(admin, topology, Set.of(), WITHIN);
        }
    }

    private static Map<String, String> config(Duration retention) {
        return Map.of(
                "cleanup.policy", "delete",
                "retention.ms", Long.toString(retention.toMillis()),
                "retention.bytes", "-1",
                "message.timestamp.type", "CreateTime",
                "max.message.bytes", "2065536",
                "min.insync.replicas", "1");
    }
}
