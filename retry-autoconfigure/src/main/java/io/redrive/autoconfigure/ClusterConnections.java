package io.redrive.autoconfigure;

import io.redrive.listener.RetryListener;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.kafka.core.KafkaAdmin;

/** How the topics of a listener are administered: where its consumers read, with the settings of an admin that leads there. */
final class ClusterConnections {

    private final ObjectProvider<KafkaAdmin> admins;

    ClusterConnections(ObjectProvider<KafkaAdmin> admins) {
        this.admins = admins;
    }

    /** Returns the settings; equal for listeners whose topics are reached in the same way. */
    Map<String, Object> of(RetryListener listener) {
        return AdminConnections.of(listener.connection().consumers(), admins);
    }
}
