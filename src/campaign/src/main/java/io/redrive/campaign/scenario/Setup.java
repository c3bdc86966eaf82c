package io.redrive.campaign.scenario;

import io.redrive.campaign.load.Traffic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What faults are tried on.
 *
 * @param members the instances
 * @param listening how they listen
 * @param traffic what is sent to them
 * @param partitions partitions of the main topic
 * @param properties further properties of the instances' Spring environment
 */
public record Setup(
        Members members, Listening listening, Traffic traffic, int partitions, Map<String, String> properties) {

    public Setup {
        properties = Map.copyOf(properties);
    }

    /** Draws one of all protocols, layouts and kinds of listeners. */
    public static Setup draw(RandomGenerator random) {
        Protocol protocol = List.of(Protocol.values()).get(random.nextInt(Protocol.values().length));
        Listening listening = new Listening(
                random.nextInt(3) == 0 ? "batch" : "record", random.nextInt(3) == 0 ? "per-topic" : "shared");
        return new Setup(
                new Members(2 + random.nextInt(2), protocol, false, false, Map.of()),
                listening,
                Traffic.usual(),
                // Two consumers in each of three instances: none of them is to be idle.
                6 + random.nextInt(3),
                Map.of());
    }

    /** Returns the same with so many instances. */
    public Setup withInstances(int count) {
        return with(new Members(count, members.protocol(), members.fixed(), members.proxied(), members.clocks()));
    }

    /** Returns the same with another protocol. */
    public Setup with(Protocol protocol) {
        return with(new Members(members.count(), protocol, members.fixed(), members.proxied(), members.clocks()));
    }

    /** Returns the same with static members. */
    public Setup withStaticMembers() {
        return with(new Members(members.count(), members.protocol(), true, members.proxied(), members.clocks()));
    }

    /** Returns the same with links between instances and brokers; instances beyond those that have links cannot be started then. */
    public Setup proxied() {
        return with(new Members(members.count(), members.protocol(), members.fixed(), true, members.clocks()));
    }

    /** Returns the same with the clock of an instance ahead, or behind when it is negative. */
    public Setup withClock(int instance, Duration ahead) {
        Map<Integer, Duration> clocks = new HashMap<>(members.clocks());
        clocks.put(instance, ahead);
        return with(new Members(members.count(), members.protocol(), members.fixed(), members.proxied(), clocks));
    }

    /** Returns the same with another kind of listener. */
    public Setup with(Listening other) {
        return new Setup(members, other, traffic, partitions, properties);
    }

    /** Returns the same with other records. */
    public Setup with(Traffic other) {
        return new Setup(members, listening, other, partitions, properties);
    }

    /** Returns the same with one more property of the instances. */
    public Setup with(String property, String value) {
        Map<String, String> more = new HashMap<>(properties);
        more.put(property, value);
        return new Setup(members, listening, traffic, partitions, more);
    }

    /** Returns the same with listeners that run in transactions. */
    public Setup inTransactions() {
        return with("spring.kafka.producer.transaction-id-prefix", "campaign-")
                .with("spring.kafka.producer.properties.transaction.timeout.ms", "10000")
                // The first send of a transaction is refused while the end of the one before is still being written.
                .with("spring.kafka.producer.properties.retry.backoff.ms", "20");
    }

    private Setup with(Members other) {
        return new Setup(other, listening, traffic, partitions, properties);
    }

    @Override
    public String toString() {
        return members.count() + " × " + members.protocol().name().toLowerCase(Locale.ROOT) + ", " + listening.kind()
                + ", " + listening.layout() + ", " + partitions + " partitions";
    }
}
