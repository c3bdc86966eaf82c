package io.redrive.listener;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;

/**
 * How a listener reaches its brokers.
 *
 * @param consumers settings of the consumers of its main topics
 * @param retryConsumers settings of the consumers of its retry topics
 * @param producers settings of what forwards its records
 */
public record Connection(
        Map<String, Object> consumers, Map<String, Object> retryConsumers, Map<String, Object> producers) {

    /** Returns the addresses in settings, in no particular order. */
    public static Set<String> servers(Map<String, ?> configs) {
        Set<String> servers = new TreeSet<>();
        add(configs.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG), servers);
        return servers;
    }

    private static void add(@Nullable Object configured, Set<String> servers) {
        if (configured instanceof Collection<?> many) {
            many.forEach(each -> add(each, servers));
        } else {
            Arrays.stream(Objects.toString(configured, "").split(","))
                    .map(String::trim)
                    .filter(each -> !each.isEmpty())
                    .forEach(servers::add);
        }
    }

    /** Whether an address occurs in both settings, so that they lead to the same cluster; true also when one tells none. */
    public static boolean shareServer(Map<String, ?> one, Map<String, ?> other) {
        Set<String> shared = servers(one);
        Set<String> others = servers(other);
        return shared.isEmpty() || others.isEmpty() || shared.removeAll(others);
    }

    /** Settings have passwords in them. */
    @Override
    public String toString() {
        return "Connection[consumers=" + servers(consumers) + ", retryConsumers=" + servers(retryConsumers)
                + ", producers=" + servers(producers) + "]";
    }
}
