package io.redrive.admin;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the brokers of one cluster.
 *
 * @param brokers their addresses as configured, for log lines
 * @param admins makes a client; it may throw when the addresses cannot be resolved
 */
public record BrokerAccess(String brokers, Supplier<Admin> admins) {

    /** Says something of one client only, not of the way to the brokers. */
    private static final Set<String> OF_THE_CLIENT = Set.of(
            AdminClientConfig.CLIENT_ID_CONFIG,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            AdminClientConfig.METADATA_MAX_AGE_CONFIG);

    /**
     * Returns what of a consumer's settings says how to reach the brokers: addresses, security, and what Kafka does not know
     * and some plug-in may.
     */
    public static Map<String, Object> connection(Map<String, ?> consumerConfig) {
        Map<String, Object> config = new TreeMap<>(consumerConfig);
        config.keySet()
                .removeIf(name -> OF_THE_CLIENT.contains(name)
                        || (ConsumerConfig.configNames().contains(name)
                                && !AdminClientConfig.configNames().contains(name)));
        return config;
    }

    /** Returns the access with a client configuration, whose timeouts are replaced by short ones. */
    public static BrokerAccess of(Map<String, ?> clientConfig) {
        Map<String, Object> config = new HashMap<>(clientConfig);
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, AdminCalls.LONGEST_CALL_MS);
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, AdminCalls.LONGEST_CALL_MS);
        // A client logs each failed connection; by default it makes one a second while the broker is down.
        config.putIfAbsent(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 5_000L);
        // Two clients of one name get into each other's way when they register their metrics.
        config.computeIfPresent(AdminClientConfig.CLIENT_ID_CONFIG, (key, id) -> id + "-redrive-admin");
        return new BrokerAccess(
                text(config.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG)), () -> Admin.create(config));
    }

    private static String text(@Nullable Object brokers) {
        return brokers instanceof Collection<?> many
                ? many.stream().map(String::valueOf).collect(Collectors.joining(","))
                : String.valueOf(brokers);
    }
}
