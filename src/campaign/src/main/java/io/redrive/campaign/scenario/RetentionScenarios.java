package io.redrive.campaign.scenario;

import static java.time.Duration.ofSeconds;

import io.redrive.campaign.check.Tolerance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** Nobody reads the retry topics for longer than they keep their records: what waited there is gone, and has to be told. */
final class RetentionScenarios {

    private static final long LIMIT_S = 30;
    private static final String BRIEF_MS = "500";

    private RetentionScenarios() {}

    static List<Scenario> all() {
        return List.of(whileNobodyRuns(), whileNobodyReaches());
    }

    private static Trouble whileNobodyRuns() {
        return new Trouble(
                        "retention-nobody-runs",
                        "all instances end, the brokers delete what waits in the retry topics, and the instances start again",
                        (random, setup, load) -> {
                            boolean kills = random.nextBoolean();
                            int begin = random.nextInt(4, 10);
                            List<Step> steps = new ArrayList<>();
                            for (int i = 0; i < setup.members().count(); i++) {
                                int instance = i;
                                steps.add(Step.at(
                                        ofSeconds(begin),
                                        (kills ? "kill" : "stop") + " instance " + instance,
                                        stage -> {
                                            if (kills) {
                                                stage.instances().kill(instance);
                                            } else {
                                                stage.instances().terminate(instance);
                                            }
                                        }));
                            }
                            steps.add(Step.at(
                                    ofSeconds(begin + 1), "retention passes", RetentionScenarios::deleteWhatWaits));
                            for (int i = 0; i < setup.members().count(); i++) {
                                int instance = i;
                                steps.add(Step.at(
                                        ofSeconds(begin + 4),
                                        "start instance " + instance,
                                        stage -> stage.instances().start(instance)));
                            }
                            return steps;
                        })
                .tolerating(tolerance());
    }

    private static Trouble whileNobodyReaches() {
        return new Trouble(
                        "retention-unreachable",
                        "no instance reaches a broker, and the brokers delete what waits in the retry topics",
                        (random, setup, load) -> {
                            int begin = random.nextInt(4, 10);
                            int end = begin + random.nextInt(5, 12);
                            return List.of(
                                    Step.at(ofSeconds(begin), "cut", RetentionScenarios::cut),
                                    Step.at(
                                            ofSeconds(begin + 1),
                                            "retention passes",
                                            RetentionScenarios::deleteWhatWaits),
                                    Step.at(
                                            ofSeconds(end),
                                            "end of: cut",
                                            stage -> stage.cluster().healLinks()));
                        })
                .tolerating(tolerance());
    }

    private static Tolerance tolerance() {
        return Tolerance.ofHarmedBrokers().withDeleted();
    }

    private static void cut(Stage stage) {
        stage.cluster().brokers().forEach(broker -> stage.cluster().link(broker).cut());
    }

    /** Gives the topics back their retention afterwards: with one that is too short no instance would start. */
    private static void deleteWhatWaits(Stage stage) throws Exception {
        retention(stage, AlterConfigOp.OpType.SET);
        stage.cluster().awaitEmpty(stage.retryTopics());
        retention(stage, AlterConfigOp.OpType.DELETE);
    }

    private static void retention(Stage stage, AlterConfigOp.OpType type) throws Exception {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        ConfigEntry brief = new ConfigEntry(TopicConfig.RETENTION_MS_CONFIG, BRIEF_MS);
        stage.retryTopics()
                .forEach(topic -> changes.put(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(new AlterConfigOp(brief, type))));
        stage.cluster().admin().incrementalAlterConfigs(changes).all().get(LIMIT_S, TimeUnit.SECONDS);
    }
}
