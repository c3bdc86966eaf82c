package io.redrive.campaign.cluster;

import io.redrive.campaign.proxy.Link;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The ways to the brokers: a straight one, and a link for each of the instances. */
final class Wiring implements AutoCloseable {

    private final Map<Integer, Integer> straight = new TreeMap<>();
    private final Map<Integer, List<Integer>> behindLinks = new TreeMap<>();
    private final Map<Integer, List<Link>> links = new TreeMap<>();

    /** Takes one port for each broker and for each instance on each broker. */
    Wiring(Collection<Integer> brokers, int instances, Iterator<Integer> ports) {
        for (int broker : brokers) {
            straight.put(broker, ports.next());
            List<Integer> behind = IntStream.range(0, instances)
                    .mapToObj(instance -> ports.next())
                    .toList();
            behindLinks.put(broker, behind);
            links.put(broker, behind.stream().map(Link::to).toList());
        }
    }

    /** Returns what a broker listens on: the straight way first, then behind the link of each instance. */
    List<Integer> listened(int broker) {
        return ways(broker, Objects.requireNonNull(behindLinks.get(broker)));
    }

    /** Returns by which ports clients get to what a broker listens on. */
    List<Integer> advertised(int broker) {
        return ways(broker, links(broker).stream().map(Link::port).toList());
    }

    String bootstrap() {
        return addresses(straight.values());
    }

    String bootstrap(int instance) {
        return addresses(
                links.values().stream().map(each -> each.get(instance).port()).toList());
    }

    Link link(int broker) {
        return Link.all(links(broker));
    }

    Link link(int instance, int broker) {
        return links(broker).get(instance);
    }

    void heal() {
        links.keySet().forEach(broker -> link(broker).heal());
    }

    @Override
    public void close() {
        links.keySet().forEach(broker -> link(broker).close());
    }

    private List<Link> links(int broker) {
        return Objects.requireNonNull(links.get(broker), () -> "no broker " + broker);
    }

    private List<Integer> ways(int broker, List<Integer> instances) {
        return IntStream.concat(
                        IntStream.of(Objects.requireNonNull(straight.get(broker))),
                        instances.stream().mapToInt(port -> port))
                .boxed()
                .toList();
    }

    private static String addresses(Collection<Integer> ports) {
        return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }
}
