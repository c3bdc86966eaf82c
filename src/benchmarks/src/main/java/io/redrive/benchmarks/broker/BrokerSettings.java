package io.redrive.benchmarks.broker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a {@link BrokerProcess} is started.
 *
 * @param jvmOptions options of the broker's JVM
 * @param properties broker properties that are added to, or replace, those a single node needs
 */
public record BrokerSettings(List<String> jvmOptions, Map<String, String> properties) {

    public BrokerSettings {
        jvmOptions = List.copyOf(jvmOptions);
        properties = Map.copyOf(properties);
    }

    /** A broker with memory enough that a benchmark never waits for its garbage collector. */
    public static BrokerSettings forMeasurements() {
        return new BrokerSettings(List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC"), Map.of());
    }

    /** A small broker that is up in two seconds. */
    public static BrokerSettings forTests() {
        return new BrokerSettings(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), Map.of());
    }

    /** These settings and one more broker property. */
    public BrokerSettings with(String property, String value) {
        var more = new HashMap<>(properties);
        more.put(property, value);
        return new BrokerSettings(jvmOptions, more);
    }
}
