package io.redrive.autoconfigure;

import io.redrive.RedriveConfigurationException;
import io.redrive.admin.BrokerAccess;
import io.redrive.admin.BrokerUnavailableException;
import io.redrive.admin.TopicLook;
import io.redrive.listener.Connection;
import io.redrive.listener.RetryListeners;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Refuses listeners whose failed records would be written to another cluster than the one that their retry topics are read
 * from. Brokers may have several addresses: where none is common, the clusters themselves are asked.
 */
final class ConnectionCheck {

    private final InstantSource clock;

    ConnectionCheck(InstantSource clock) {
        this.clock = clock;
    }

    void check(Collection<RetryListeners.Entry> listeners) {
        for (RetryListeners.Entry each : listeners) {
            Connection connection = each.listener().connection();
            for (Map<String, Object> consumers : List.of(connection.consumers(), connection.retryConsumers())) {
                if (!Connection.shareServer(consumers, connection.producers())
                        && !isSameCluster(consumers, connection.producers())) {
                    throw new RedriveConfigurationException(
                            "Listener " + each.listener().topology().listenerId() + " reads from "
                                    + Connection.servers(consumers) + ", but its failed records would be written to "
                                    + Connection.servers(connection.producers()) + ", where nobody reads them",
                            "Name a KafkaTemplate bean of the listener's cluster in the annotation's kafkaTemplate, or give"
                                    + " its consumers and producers a common address in bootstrap.servers");
                }
            }
        }
    }

    private boolean isSameCluster(Map<String, Object> consumers, Map<String, Object> producers) {
        try (TopicLook reading = new TopicLook(BrokerAccess.of(BrokerAccess.connection(consumers)), clock);
                TopicLook writing = new TopicLook(BrokerAccess.of(BrokerAccess.connection(producers)), clock)) {
            return reading.clusterId().equals(writing.clusterId());
        } catch (BrokerUnavailableException unavailable) {
            return false;
        }
    }
}
