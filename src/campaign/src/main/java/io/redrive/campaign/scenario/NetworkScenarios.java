package io.redrive.campaign.scenario;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.redrive.campaign.cluster.Cluster;
import io.redrive.campaign.proxy.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The network between instances and brokers fails; the brokers themselves are fine. */
final class NetworkScenarios {

    private static final Duration BETWEEN_RESETS = ofSeconds(2);

    private NetworkScenarios() {}

    static List<Scenario> all() {
        return List.of(
                everywhere(
                        "responses-dropped",
                        "the brokers do what they are asked to, but no instance hears of it, for 5 to 12 s",
                        Link::dropToClient),
                everywhere("requests-dropped", "nothing reaches a broker, for 5 to 12 s", Link::dropToBroker),
                everywhere("half-open", "brokers accept connections and say nothing, for 5 to 12 s", Link::blackhole),
                everywhere("cut", "all connections are reset and new ones refused, for 5 to 12 s", Link::cut),
                everywhere(
                        "latency", "everything takes 500 ms longer, for 5 to 12 s", link -> link.delay(ofMillis(250))),
                resets(),
                oneResponseless(),
                partitioned());
    }

    private static Trouble everywhere(String name, String trouble, Consumer<Link> fault) {
        return Trouble.inSpells(
                name,
                trouble,
                2,
                ofSeconds(5),
                ofSeconds(12),
                (random, setup) -> new Trouble.Blow(
                        name,
                        stage -> stage.cluster()
                                .brokers()
                                .forEach(broker -> fault.accept(stage.cluster().link(broker))),
                        NetworkScenarios::heal));
    }

    private static Trouble resets() {
        return new Trouble("resets", "all connections are reset every 2 s", (random, setup, load) -> {
            List<Step> steps = new ArrayList<>();
            Duration first = ofMillis(random.nextInt(1_000, 4_000));
            for (Duration at = first; at.compareTo(load) < 0; at = at.plus(BETWEEN_RESETS)) {
                steps.add(Step.at(
                        at,
                        "reset",
                        stage -> stage.cluster()
                                .brokers()
                                .forEach(broker -> stage.cluster().link(broker).reset())));
            }
            return steps;
        });
    }

    private static Trouble oneResponseless() {
        return Trouble.inSpells(
                "responses-of-one-dropped",
                "the leader of a retry partition does what it is asked to, but nobody hears of it",
                2,
                ofSeconds(5),
                ofSeconds(12),
                (random, setup) -> {
                    int partition = random.nextInt(setup.partitions());
                    return new Trouble.Blow(
                            "responses of the leader of retry partition " + partition + " dropped",
                            stage -> stage.cluster()
                                    .link(Role.RETRY_LEADER.find(stage, partition))
                                    .dropToClient(),
                            NetworkScenarios::heal);
                });
    }

    private static Trouble partitioned() {
        return Trouble.inSpells(
                "one-from-one",
                "one instance cannot reach one broker; everybody else can",
                1,
                ofSeconds(10),
                ofSeconds(18),
                (random, setup) -> {
                    int instance = random.nextInt(setup.members().count());
                    int broker = Cluster.BROKERS.get(random.nextInt(Cluster.BROKERS.size()));
                    boolean silently = random.nextBoolean();
                    return new Trouble.Blow(
                            "instance " + instance + " and broker " + broker + " are parted"
                                    + (silently ? " silently" : ""),
                            stage -> {
                                Link link = stage.cluster().link(instance, broker);
                                if (silently) {
                                    link.blackhole();
                                } else {
                                    link.cut();
                                }
                            },
                            NetworkScenarios::heal);
                });
    }

    private static void heal(Stage stage) {
        stage.cluster().healLinks();
    }
}
