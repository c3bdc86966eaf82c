package io.redrive.campaign.scenario;

import static java.time.Duration.ofSeconds;

import io.redrive.campaign.check.Tolerance;
import io.redrive.campaign.cluster.Cluster;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/** Operators do to topics, permissions and quotas what they should not. */
final class TopicScenarios {

    private static final long LIMIT_S = 30;
    /** Less than what is sent as a large record. */
    private static final String SMALL = "5000";

    private TopicScenarios() {}

    static List<Scenario> all() {
        return List.of(
                retryTopicDeleted(),
                tooLarge(),
                throttled(),
                grown(),
                denied("retry-write-denied", "writing to the retry topics", TopicScenarios::retryWrites),
                denied(
                        "retry-read-denied",
                        "reading the retry topics",
                        stage -> new Denial(AclOperation.READ, ResourceType.TOPIC, retries(stage))),
                denied(
                        "read-denied",
                        "reading the main topic and its retry topics",
                        stage -> new Denial(AclOperation.READ, ResourceType.TOPIC, stage.topic())),
                denied(
                        "dlt-write-denied",
                        "writing to the dead-letter topic",
                        stage -> new Denial(AclOperation.WRITE, ResourceType.TOPIC, stage.deadLetterTopic())),
                denied(
                        "group-read-denied",
                        "using the groups",
                        stage -> new Denial(AclOperation.READ, ResourceType.GROUP, stage.group())));
    }

    private static Trouble denied(String name, String what, Function<Stage, Denial> denial) {
        return Trouble.inSpells(
                name,
                what + " is denied to the instances for 5 to 12 s",
                2,
                ofSeconds(5),
                ofSeconds(12),
                (random, setup) -> new Trouble.Blow(
                        what + " denied",
                        stage -> denial.apply(stage).begin(stage),
                        stage -> denial.apply(stage).end(stage)));
    }

    /** Consumers go on to commit meanwhile: whatever of that is too much, is lost. */
    static Trouble killedWhileWriteDenied() {
        return Trouble.inSpells(
                        "kill-while-write-denied",
                        "writing to the retry topics is denied to the instances for 4 to 8 s, then all are killed and started again",
                        1,
                        ofSeconds(4),
                        ofSeconds(8),
                        (random, setup) -> new Trouble.Blow(
                                "writing to the retry topics denied",
                                stage -> retryWrites(stage).begin(stage),
                                stage -> {
                                    stage.instances().killAll();
                                    retryWrites(stage).end(stage);
                                    stage.instances().startAll();
                                }))
                // All of them have to start at once.
                .tolerating(Tolerance.ofHarmedBrokers().withStandstill(ofSeconds(90)));
    }

    /** Before anything is in it; what an operator deletes, nobody can bring back. */
    private static Trouble retryTopicDeleted() {
        return new Trouble(
                "retry-topic-deleted",
                "the last retry topic is deleted while nothing is in it, and made anew after 8 to 14 s",
                (random, setup, load) -> List.of(
                        Step.at(
                                ofSeconds(0),
                                "delete the last retry topic",
                                stage -> await(stage.cluster()
                                        .admin()
                                        .deleteTopics(List.of(lastRetryTopic(stage)))
                                        .all())),
                        Step.at(
                                ofSeconds(random.nextInt(8, 14)),
                                "create the last retry topic",
                                stage -> stage.cluster()
                                        .createTopic(lastRetryTopic(stage), setup.partitions(), Map.of()))));
    }

    /** Dead letters are refused first and accepted last, so that no record dies of its size. */
    private static Trouble tooLarge() {
        return new Trouble(
                        "too-large",
                        "no topic of forwards takes large records for 6 to 10 s",
                        (random, setup, load) -> {
                            int begin = random.nextInt(3, 6);
                            int end = begin + random.nextInt(6, 10);
                            List<Step> steps = new ArrayList<>(List.of(
                                    Step.at(
                                            ofSeconds(begin),
                                            "dead letters have to be small",
                                            stage -> limit(
                                                    stage, List.of(stage.deadLetterTopic()), AlterConfigOp.OpType.SET)),
                                    Step.at(
                                            ofSeconds(begin + 1),
                                            "retries have to be small",
                                            stage -> limit(stage, stage.retryTopics(), AlterConfigOp.OpType.SET)),
                                    Step.at(
                                            ofSeconds(end),
                                            "retries may be large again",
                                            stage -> limit(stage, stage.retryTopics(), AlterConfigOp.OpType.DELETE)),
                                    Step.at(
                                            ofSeconds(end + 3),
                                            "dead letters may be large again",
                                            stage -> limit(
                                                    stage,
                                                    List.of(stage.deadLetterTopic()),
                                                    AlterConfigOp.OpType.DELETE))));
                            for (int i = 0; i < setup.members().count(); i++) {
                                int instance = i;
                                // What is parked is delivered again at the next start.
                                steps.add(Step.at(ofSeconds(end + 4), "restart of instance " + instance, stage -> {
                                    stage.instances().terminate(instance);
                                    stage.instances().start(instance);
                                }));
                            }
                            return steps;
                        })
                .tolerating(Tolerance.ofHarmedBrokers().withParked());
    }

    private static Trouble throttled() {
        return Trouble.inSpells(
                "throttled",
                "the brokers take 2 KB/s from each instance, for 5 to 12 s",
                2,
                ofSeconds(5),
                ofSeconds(12),
                (random, setup) ->
                        new Trouble.Blow("throttled", stage -> quota(stage, 2_000.0), stage -> quota(stage, null)));
    }

    private static Trouble grown() {
        return new Trouble(
                        "main-topic-grown",
                        "the main topic is given twice as many partitions while records wait",
                        (random, setup, load) -> List.of(Step.at(
                                ofSeconds(random.nextInt(4, 10)),
                                "grow to " + 2 * setup.partitions() + " partitions",
                                stage -> await(stage.cluster()
                                        .admin()
                                        .createPartitions(
                                                Map.of(stage.topic(), NewPartitions.increaseTo(2 * setup.partitions())))
                                        .all()))))
                .in(setup -> setup.with("spring.kafka.properties.metadata.max.age.ms", "2000"));
    }

    private static void limit(Stage stage, List<String> topics, AlterConfigOp.OpType type) throws Exception {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        for (String topic : topics) {
            changes.put(
                    new ConfigResource(ConfigResource.Type.TOPIC, topic),
                    List.of(new AlterConfigOp(new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, SMALL), type)));
        }
        await(stage.cluster().admin().incrementalAlterConfigs(changes).all());
    }

    private static void quota(Stage stage, @Nullable Double bytesPerSecond) throws Exception {
        List<ClientQuotaAlteration> changes = new ArrayList<>();
        for (int instance = 0; instance < Cluster.INSTANCES; instance++) {
            changes.add(new ClientQuotaAlteration(
                    new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, Cluster.userOf(instance))),
                    List.of(new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond))));
        }
        await(stage.cluster().admin().alterClientQuotas(changes).all());
    }

    private static String lastRetryTopic(Stage stage) {
        List<String> topics = stage.retryTopics();
        return topics.get(topics.size() - 1);
    }

    private static Denial retryWrites(Stage stage) {
        return new Denial(AclOperation.WRITE, ResourceType.TOPIC, retries(stage));
    }

    private static String retries(Stage stage) {
        return stage.topic() + "-" + stage.group() + "-retry-";
    }

    private static void await(KafkaFuture<?> future) throws Exception {
        future.get(LIMIT_S, TimeUnit.SECONDS);
    }
}
