package io.redrive.admin;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the brokers of one cluster.
 *
 * @param brokers their addresses as configured, for log lines
 * @param admins makes a client; it may throw when the addresses cannot be resolved
 * @param asListener whether these clients are the same user for the brokers as the listeners
 */
public record BrokerAccess(String brokers, Supplier<Admin> admins, boolean asListener) {

    private static final Set<String> ADDRESS = Set.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            AdminClientConfig.BOOTSTRAP_CONTROLLERS_CONFIG,
            AdminClientConfig.CLIENT_DNS_LOOKUP_CONFIG);
    private static final Pattern CONNECTION =
            Pattern.compile("(bootstrap\\.servers|client\\.dns\\.lookup|security\\..*|sasl\\..*|ssl\\..*)");

    /**
     * Returns what of a consumer's or producer's settings says how to reach the brokers: addresses, security, and what Kafka does not know
     * and some plug-in may.
     */
    public static Map<String, Object> connection(Map<String, ?> clientConfig) {
        Map<String, Object> config = new TreeMap<>(clientConfig);
        config.keySet()
                .removeIf(name -> !CONNECTION.matcher(name).matches()
                        && (ConsumerConfig.configNames().contains(name)
                                || ProducerConfig.configNames().contains(name)));
        return config;
    }

    /** Creates an access for the same user as the listeners. */
    public BrokerAccess(String brokers, Supplier<Admin> admins) {
        this(brokers, admins, true);
    }

    /** Whether two clients with these settings are the same user for the brokers, as far as that can be told. */
    public static boolean isSameUser(Map<String, ?> one, Map<String, ?> other) {
        return security(one).equals(security(other));
    }

    private static Map<String, String> security(Map<String, ?> config) {
        Map<String, String> security = new TreeMap<>();
        connection(config).forEach((name, value) -> security.put(name, String.valueOf(value)));
        security.keySet().removeAll(ADDRESS);
        return security;
    }

    /** Returns the access with a client configuration, whose timeouts are replaced by short ones. */
    public static BrokerAccess of(Map<String, ?> clientConfig) {
        return of(clientConfig, true);
    }

    /** Returns the access for somebody who may be another user than the listeners. */
    public static BrokerAccess of(Map<String, ?> clientConfig, boolean asListener) {
        Map<String, Object> config = new HashMap<>(clientConfig);
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, AdminCalls.LONGEST_CALL_MS);
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, AdminCalls.LONGEST_CALL_MS);
        // A client logs each failed connection; by default it makes one a second while the broker is down.
        config.putIfAbsent(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 5_000L);
        // Two clients of one name get into each other's way when they register their metrics.
        config.computeIfPresent(AdminClientConfig.CLIENT_ID_CONFIG, (key, id) -> id + "-redrive-admin");
        return new BrokerAccess(
                text(config.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG)), () -> Admin.create(config), asListener);
    }

    private static String text(@Nullable Object brokers) {
        return brokers instanceof Collection<?> many
                ? many.stream().map(String::valueOf).collect(Collectors.joining(","))
                : String.valueOf(brokers);
    }
}
