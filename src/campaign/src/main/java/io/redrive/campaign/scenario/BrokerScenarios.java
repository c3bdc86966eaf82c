package io.redrive.campaign.scenario;

import static java.time.Duration.ofSeconds;

import io.redrive.campaign.check.Tolerance;
import io.redrive.campaign.cluster.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Brokers and the controller die, stand still, restart and lose their disks. */
final class BrokerScenarios {

    /** Sessions of groups are over by then, and members may have to find a broker that they had given up. */
    private static final Duration AFTER_OUTAGE = ofSeconds(60);

    private BrokerScenarios() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (Role role : Role.values()) {
            all.add(killed(role));
            all.add(suspended(role));
        }
        all.add(new Trouble(
                "rolling-restart",
                "SIGTERM and restart of one broker after the other",
                (random, setup, load) -> List.of(Step.at(
                        ofSeconds(random.nextInt(1, 6)),
                        "rolling restart",
                        stage -> stage.cluster().rollingRestart(Duration.ofMillis(500))))));
        all.add(outage("brokers-down", "all brokers killed for 15 to 25 s", 15, 25));
        all.add(outage("brokers-down-for-minutes", "all brokers killed for 2 to 3 minutes", 120, 180));
        all.add(downAtStart());
        all.add(minimumLost());
        all.add(new Trouble(
                "disk-lost",
                "a broker is killed, its log directory deleted, and it starts with an empty one",
                (random, setup, load) -> {
                    int partition = random.nextInt(setup.partitions());
                    return List.of(Step.at(
                            ofSeconds(random.nextInt(4, 15)),
                            "empty disk of the leader of main partition " + partition,
                            stage -> stage.cluster().wipe(Role.MAIN_LEADER.find(stage, partition))));
                }));
        all.addAll(TopicScenarios.all());
        all.addAll(RetentionScenarios.all());
        return all;
    }

    private static Trouble killed(Role role) {
        return Trouble.inSpells(
                "kill-" + role.shortName(),
                "SIGKILL of " + role.text() + ", twice, and its restart",
                2,
                ofSeconds(3),
                ofSeconds(9),
                (random, setup) -> {
                    int partition = random.nextInt(setup.partitions());
                    return new Trouble.Blow(
                            "SIGKILL of " + role.text() + ", " + partition,
                            stage -> stage.cluster().kill(role.find(stage, partition)),
                            stage -> stage.cluster().startAll());
                });
    }

    private static Trouble suspended(Role role) {
        return Trouble.inSpells(
                "suspend-" + role.shortName(),
                "SIGSTOP of " + role.text() + " for 5 to 18 s",
                1,
                ofSeconds(5),
                ofSeconds(18),
                (random, setup) -> {
                    int partition = random.nextInt(setup.partitions());
                    return new Trouble.Blow(
                            "SIGSTOP of " + role.text() + ", " + partition,
                            stage -> stage.cluster().suspend(role.find(stage, partition)),
                            stage -> stage.cluster().resumeAll());
                });
    }

    private static Trouble outage(String name, String trouble, int shortest, int longest) {
        return new Trouble(name, trouble, (random, setup, load) -> {
                    int begin = random.nextInt(4, 9);
                    int end = begin + random.nextInt(shortest, longest);
                    return List.of(
                            Step.at(ofSeconds(begin), "SIGKILL of all brokers", BrokerScenarios::killBrokers),
                            Step.at(
                                    ofSeconds(end),
                                    "start of all brokers",
                                    stage -> stage.cluster().startAll()));
                })
                .sending(ofSeconds(longest + 10))
                .tolerating(afterOutage(longest));
    }

    private static Trouble downAtStart() {
        return new Trouble(
                        "brokers-down-at-start",
                        "all brokers are down when the instances start, and for 20 to 40 s after that",
                        (random, setup, load) -> List.of(Step.at(
                                ofSeconds(random.nextInt(20, 40)),
                                "start of all brokers",
                                stage -> stage.cluster().startAll())))
                .after(BrokerScenarios::killBrokers)
                .withoutWaitingForInstances()
                .sending(ofSeconds(45))
                .tolerating(afterOutage(40));
    }

    private static Trouble minimumLost() {
        return new Trouble(
                        "min-isr-lost",
                        "two of three brokers killed for 30 s: nothing can be written",
                        (random, setup, load) -> {
                            int survivor = random.nextInt(Cluster.BROKERS.size());
                            int begin = random.nextInt(3, 8);
                            return List.of(
                                    Step.at(
                                            ofSeconds(begin),
                                            "SIGKILL of all brokers but " + Cluster.BROKERS.get(survivor),
                                            stage -> killAllBut(stage, Cluster.BROKERS.get(survivor))),
                                    Step.at(
                                            ofSeconds(begin + 30),
                                            "start of all brokers",
                                            stage -> stage.cluster().startAll()));
                        })
                .sending(ofSeconds(40))
                .tolerating(afterOutage(30));
    }

    private static void killBrokers(Stage stage) {
        stage.cluster().brokers().forEach(stage.cluster()::kill);
    }

    private static void killAllBut(Stage stage, int survivor) {
        stage.cluster().brokers().stream().filter(broker -> broker != survivor).forEach(stage.cluster()::kill);
    }

    private static Tolerance afterOutage(int seconds) {
        return Tolerance.ofHarmedBrokers().withStandstill(ofSeconds(seconds).plus(AFTER_OUTAGE));
    }
}
