package io.redrive.campaign.scenario;

import java.util.Map;

/** How the members of a group share its partitions. */
public enum Protocol {
    /** The classic protocol, in which everybody gives up everything at each change. */
    EAGER(Map.of(
            "group.protocol", "classic",
            "partition.assignment.strategy", "org.apache.kafka.clients.consumer.RangeAssignor",
            "session.timeout.ms", "6000",
            "heartbeat.interval.ms", "1000")),
    /** The classic protocol, in which only what moves is given up. */
    COOPERATIVE(Map.of(
            "group.protocol", "classic",
            "partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
            "session.timeout.ms", "6000",
            "heartbeat.interval.ms", "1000")),
    /** The protocol in which the coordinator assigns. */
    CONSUMER(Map.of("group.protocol", "consumer"));

    private final Map<String, String> properties;

    Protocol(Map<String, String> properties) {
        this.properties = properties;
    }

    /** Returns the properties of consumers that take part in it. */
    public Map<String, String> properties() {
        return properties;
    }
}
