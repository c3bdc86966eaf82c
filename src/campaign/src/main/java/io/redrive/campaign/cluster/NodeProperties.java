package io.redrive.campaign.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What nodes are configured with. */
final class NodeProperties {

    private static final String STRAIGHT = "STRAIGHT";
    private static final String BEHIND_LINKS = "INSTANCE";

    private NodeProperties() {}

    /** Returns the name of the listener that an instance comes in on. */
    static String listenerOf(int instance) {
        return BEHIND_LINKS + instance;
    }

    static boolean isBehindLinks(String listener) {
        return listener.startsWith(BEHIND_LINKS);
    }

    static Map<String, String> controller(Quorum quorum, Path data) {
        Map<String, String> properties = common(quorum.id(), quorum, data);
        properties.put("process.roles", "controller");
        properties.put("listeners", "CONTROLLER://127.0.0.1:" + quorum.port());
        properties.put("listener.security.protocol.map", "CONTROLLER:PLAINTEXT");
        return properties;
    }

    static Map<String, String> broker(int id, Quorum quorum, Ways ways, Path data) {
        Map<String, String> properties = common(id, quorum, data);
        properties.put("process.roles", "broker");
        properties.put("listeners", addresses(ways.listened()));
        properties.put("advertised.listeners", addresses(ways.advertised()));
        properties.put("inter.broker.listener.name", STRAIGHT);
        properties.put(
                "listener.security.protocol.map",
                IntStream.range(0, ways.listened().size())
                        .mapToObj(way -> "," + listener(way) + ":PLAINTEXT")
                        .collect(Collectors.joining("", "CONTROLLER:PLAINTEXT", "")));
        // There are many listeners, and each has its own.
        properties.put("num.network.threads", "1");
        properties.put("num.io.threads", "4");
        properties.put("num.recovery.threads.per.data.dir", "1");
        properties.put("log.cleaner.dedupe.buffer.size", "2097152");
        properties.put("log.retention.check.interval.ms", "1000");
        properties.put("log.initial.task.delay.ms", "500");
        properties.put("auto.create.topics.enable", "false");
        properties.put("offsets.topic.replication.factor", "3");
        properties.put("offsets.topic.num.partitions", "5");
        properties.put("transaction.state.log.replication.factor", "3");
        properties.put("transaction.state.log.min.isr", "2");
        properties.put("transaction.state.log.num.partitions", "5");
        properties.put("group.initial.rebalance.delay.ms", "0");
        // Killed members leave their groups soon.
        properties.put("group.min.session.timeout.ms", "1000");
        properties.put("group.consumer.min.session.timeout.ms", "1000");
        properties.put("group.consumer.session.timeout.ms", "6000");
        properties.put("group.consumer.min.heartbeat.interval.ms", "500");
        properties.put("group.consumer.heartbeat.interval.ms", "1000");
        // What killed ones had begun is undone as soon as it may be.
        properties.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        // A killed broker can come back only when its old session is over.
        properties.put("broker.session.timeout.ms", "3000");
        properties.put("broker.heartbeat.interval.ms", "1000");
        return properties;
    }

    private static Map<String, String> common(int id, Quorum quorum, Path data) {
        Map<String, String> properties = new TreeMap<>();
        properties.put("node.id", String.valueOf(id));
        properties.put("controller.quorum.voters", quorum.id() + "@127.0.0.1:" + quorum.port());
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("log.dirs", data.toString());
        properties.put("default.replication.factor", "3");
        properties.put("min.insync.replicas", "2");
        properties.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        properties.put("principal.builder.class", ListenerPrincipal.class.getName());
        properties.put("super.users", "User:ANONYMOUS");
        properties.put("allow.everyone.if.no.acl.found", "true");
        return properties;
    }

    private static String addresses(List<Integer> ports) {
        return IntStream.range(0, ports.size())
                .mapToObj(way -> listener(way) + "://127.0.0.1:" + ports.get(way))
                .collect(Collectors.joining(","));
    }

    private static String listener(int way) {
        return way == 0 ? STRAIGHT : listenerOf(way - 1);
    }

    /** Where the only controller is. */
    record Quorum(int id, int port) {}

    /**
     * The ports of a broker: for other brokers and for clients that no fault of the network concerns, and then for each instance.
     *
     * @param advertised where clients have to connect to get there
     */
    record Ways(List<Integer> listened, List<Integer> advertised) {}
}
