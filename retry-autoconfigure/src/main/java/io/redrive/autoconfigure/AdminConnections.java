package io.redrive.autoconfigure;

import io.redrive.admin.BrokerAccess;
import io.redrive.listener.Connection;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.kafka.core.KafkaAdmin;

/** How topics are administered. */
final class AdminConnections {

    private AdminConnections() {}

    /** Returns the settings of an admin client for the cluster where a consumer with these settings reads. */
    static Map<String, Object> of(Map<String, Object> consumers, ObjectProvider<KafkaAdmin> admins) {
        Map<String, Object> connection = BrokerAccess.connection(consumers);
        admins.orderedStream()
                .map(KafkaAdmin::getConfigurationProperties)
                .filter(admin -> Connection.shareServer(admin, consumers))
                .findFirst()
                .ifPresent(connection::putAll);
        return connection;
    }
}
