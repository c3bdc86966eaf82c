package io.redrive.campaign.cluster;

import io.redrive.campaign.proxy.Link;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/**
 * Three brokers and a controller, each a process of its own, which keep their addresses and their data from start to start. Topics have three
 * replicas and need two of them; the authorizer allows everything that no ACL speaks of. Brokers know an instance by its listener:
 * instance 0 is {@code User:INSTANCE0}.
 *
 * <p>Methods that look something up ask again for half a minute while the cluster cannot tell, and throw a
 * {@link org.apache.kafka.common.KafkaException} then. For one thread at a time, {@link #link}, {@link #admin} and the look-ups excepted.
 */
public final class Cluster implements AutoCloseable {

    /** Ids of the brokers. */
    public static final List<Integer> BROKERS = List.of(1, 2, 3);

    /** How many instances have links of their own. */
    public static final int INSTANCES = 4;

    private static final int CONTROLLER = 100;
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final Map<Integer, Node> nodes = new TreeMap<>();
    private final Wiring wiring;
    private final Sight sight;
    private final Thread shutdownHook = new Thread(this::killAll, "cluster-shutdown");

    private Cluster(Path directory) {
        Iterator<Integer> ports =
                Ports.free(1 + BROKERS.size() * (1 + INSTANCES)).iterator();
        var quorum = new NodeProperties.Quorum(CONTROLLER, ports.next());
        this.wiring = new Wiring(BROKERS, INSTANCES, ports);
        this.sight = new Sight(wiring.bootstrap());
        var id = Uuid.randomUuid();
        Path controller = directory.resolve("controller");
        nodes.put(
                CONTROLLER,
                Node.format(controller, id, "128m", NodeProperties.controller(quorum, Node.data(controller))));
        for (int broker : BROKERS) {
            Path place = directory.resolve("broker-" + broker);
            var ways = new NodeProperties.Ways(wiring.listened(broker), wiring.advertised(broker));
            nodes.put(
                    broker,
                    Node.format(place, id, "256m", NodeProperties.broker(broker, quorum, ways, Node.data(place))));
        }
        Runtime.getRuntime().addShutdownHook(shutdownHook);
    }

    /** Sets up a cluster in an empty directory and starts it; returns when all brokers answer. */
    public static Cluster startIn(Path directory) {
        var cluster = new Cluster(directory.toAbsolutePath());
        try {
            cluster.nodes.values().forEach(Node::start);
            cluster.awaitAlive(BROKERS);
            return cluster;
        } catch (RuntimeException failure) {
            cluster.close();
            throw failure;
        }
    }

    /** Copies the logs of the nodes of a cluster that was started in this directory, each under the name of its node. */
    public static void copyLogs(Path directory, Path to) throws IOException {
        try (Stream<Path> nodes = Files.list(directory)) {
            for (Path node : nodes.filter(each -> Files.exists(Node.log(each))).toList()) {
                Files.copy(Node.log(node), to.resolve(node.getFileName() + ".log"));
            }
        }
    }

    /** Returns the addresses of the brokers for clients that no fault of the network concerns. */
    public String bootstrap() {
        return wiring.bootstrap();
    }

    /** Returns the addresses of the brokers for instance 0. */
    public String proxiedBootstrap() {
        return proxiedBootstrap(0);
    }

    /** Returns the addresses of the brokers for an instance: those of its own links. */
    public String proxiedBootstrap(int instance) {
        return wiring.bootstrap(instance);
    }

    /** Returns the ids of the brokers in their order. */
    public List<Integer> brokers() {
        return BROKERS;
    }

    /** Returns the id of the controller, a node as the brokers are. */
    public int controller() {
        return CONTROLLER;
    }

    /** Returns the name of the user that an instance is to the brokers. */
    public static String userOf(int instance) {
        return NodeProperties.listenerOf(instance);
    }

    /** Ends a node as a crash would: SIGKILL. */
    public void kill(int id) {
        node(id).kill();
    }

    /** Shuts a node down: SIGTERM, and SIGKILL after half a minute. */
    public void terminate(int id) {
        node(id).terminate();
    }

    /** Stops a node where it is, its connections open: SIGSTOP. */
    public void suspend(int id) {
        node(id).suspend();
    }

    /** Lets a suspended node go on: SIGCONT. */
    public void resume(int id) {
        node(id).resume();
    }

    /** Starts a node that has ended, on its data; returns when it answers, if it is a broker. */
    public void start(int id) {
        node(id).start();
        if (id != CONTROLLER) {
            awaitAlive(List.of(id));
        }
    }

    /** Starts all nodes that have ended; returns when all brokers answer. */
    public void startAll() {
        nodes.values().stream().filter(node -> !node.isRunning()).forEach(Node::start);
        awaitAlive(BROKERS);
    }

    /** Lets all suspended nodes go on. */
    public void resumeAll() {
        nodes.values().stream().filter(Node::isRunning).forEach(Node::resume);
    }

    /** Ends all faults of the network. */
    public void healLinks() {
        wiring.heal();
    }

    /** Shuts down and starts one broker after the other, waiting for all replicas to be in sync in between. */
    public void rollingRestart(Duration pause) {
        for (int broker : BROKERS) {
            terminate(broker);
            start(broker);
            sight.awaitInSync(START_LIMIT);
            sleep(pause);
        }
    }

    /** Kills a broker, takes its disk away and starts it with an empty one. */
    public void wipe(int id) {
        node(id).wipe();
        start(id);
    }

    /** Returns the broker that leads a partition. */
    public int leaderOf(String topic, int partition) {
        return sight.leaderOf(topic, partition);
    }

    /** Returns the broker that coordinates a group. */
    public int coordinatorOf(String group) {
        return sight.coordinatorOf(group);
    }

    /** Returns a client for questions and changes of all kinds; it is closed with the cluster. */
    public Admin admin() {
        return sight.admin();
    }

    /** Creates a topic with three replicas; returns when all its partitions have a leader. */
    public void createTopic(String name, int partitions, Map<String, String> configs) {
        sight.createTopic(new NewTopic(name, partitions, (short) BROKERS.size()).configs(configs));
    }

    /** Returns when the brokers have deleted every record of some topics. */
    public void awaitEmpty(Collection<String> topics) {
        sight.awaitEmpty(topics);
    }

    /** Returns the link between all instances and a broker. */
    public Link link(int broker) {
        return wiring.link(broker);
    }

    /** Returns the link between an instance and a broker. */
    public Link link(int instance, int broker) {
        return wiring.link(instance, broker);
    }

    /** Ends all faults of network and processes; returns when all replicas are in sync, or throws after two minutes. */
    public void heal() {
        healLinks();
        resumeAll();
        startAll();
        sight.awaitInSync(START_LIMIT);
    }

    /** Kills all nodes; their directories stay. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(shutdownHook);
        killAll();
        wiring.close();
        sight.close();
    }

    private void awaitAlive(List<Integer> brokers) {
        try {
            sight.awaitAlive(brokers, START_LIMIT);
        } catch (RuntimeException failure) {
            String said = brokers.stream()
                    .map(broker -> broker + ": " + node(broker).lastWords())
                    .collect(Collectors.joining("\n"));
            throw new IllegalStateException("Brokers do not answer:\n" + said, failure);
        }
    }

    private void killAll() {
        nodes.values().forEach(Node::kill);
    }

    private Node node(int id) {
        return Objects.requireNonNull(nodes.get(id), () -> "no node " + id);
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
