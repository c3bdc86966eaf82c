package io.redrive.campaign.scenario;

import java.util.Map;

/** How the members of a group share its partitions. */
public enum Protocol {
    /** The classic protocol, in which everybody gives up everything at each change. */
    EAGER,
    /** The classic protocol, in which only what moves is given up. */
    COOPERATIVE,
    /** The protocol in which the coordinator assigns. */
    CONSUMER;

    /** Returns the properties of consumers that take part in it. */
    public Map<String, String> properties() {
        return switch (this) {
            case EAGER -> classic("RangeAssignor");
            case COOPERATIVE -> classic("CooperativeStickyAssignor");
            case CONSUMER -> Map.of("group.protocol", "consumer");
        };
    }

    private static Map<String, String> classic(String assignor) {
        return Map.of(
                "group.protocol", "classic",
                "partition.assignment.strategy", "org.apache.kafka.clients.consumer." + assignor,
                "session.timeout.ms", "6000",
                "heartbeat.interval.ms", "1000");
    }
}
