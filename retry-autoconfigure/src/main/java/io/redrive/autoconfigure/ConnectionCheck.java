package io.redrive.autoconfigure;

import io.redrive.RedriveConfigurationException;
import io.redrive.admin.BrokerAccess;
import io.redrive.admin.BrokerUnavailableException;
import io.redrive.admin.TopicLook;
import io.redrive.listener.Connection;
import io.redrive.listener.RetryListener;
import io.redrive.topic.TopicMode;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses a listener whose failed records would be written to another cluster than the one that its retry topics are read
 * from. Brokers may have several addresses: where none is common, the clusters themselves are asked.
 */
final class ConnectionCheck implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(ConnectionCheck.class);

    private final RetryListener listener;
    private final InstantSource clock;
    private boolean passed;

    ConnectionCheck(RetryListener listener, InstantSource clock) {
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * Checks a listener; one thread at a time.
     *
     * @throws RedriveConfigurationException when it writes to another cluster
     * @throws BrokerUnavailableException when that cannot be told before both clusters can be reached
     */
    @Override
    public void run() {
        if (passed) {
            return;
        }
        Connection connection = listener.connection();
        for (Map<String, Object> consumers : List.of(connection.consumers(), connection.retryConsumers())) {
            if (Connection.shareServer(consumers, connection.producers())) {
                continue;
            }
            if (listener.topology().settings().mode() == TopicMode.NONE) {
                log.warn(
                        "Listener {} reads from {}, and its failed records are written to {}. Whether these are one cluster is"
                                + " not asked (redrive.topics.mode=none)",
                        listener.topology().listenerId(),
                        Connection.servers(consumers),
                        Connection.servers(connection.producers()));
            } else if (!isSameCluster(consumers, connection.producers())) {
                throw new RedriveConfigurationException(
                        "Listener " + listener.topology().listenerId() + " reads from "
                                + Connection.servers(consumers) + ", but its failed records would be written to "
                                + Connection.servers(connection.producers()) + ", where nobody reads them",
                        "Name a KafkaTemplate bean of the listener's cluster in the annotation's kafkaTemplate, or give"
                                + " its consumers and producers a common address in bootstrap.servers");
            }
        }
        passed = true;
    }

    private boolean isSameCluster(Map<String, Object> consumers, Map<String, Object> producers) {
        try (TopicLook reading = new TopicLook(BrokerAccess.of(BrokerAccess.connection(consumers)), clock);
                TopicLook writing = new TopicLook(BrokerAccess.of(BrokerAccess.connection(producers)), clock)) {
            return reading.clusterId().equals(writing.clusterId());
        }
    }
}
