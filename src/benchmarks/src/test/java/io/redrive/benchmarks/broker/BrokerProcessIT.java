package io.redrive.benchmarks.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;

class BrokerProcessIT {

    @Test
    void keepsItsAddressAndItsTopicsWhenKilledAndStartedAgain() throws Exception {
        try (var broker = BrokerProcess.startNew(BrokerSettings.forTests())) {
            String address = broker.bootstrapServers();
            try (var topics = new Topics(address)) {
                topics.create("orders", 2);
            }

            broker.kill();
            assertThat(broker.isRunning()).isFalse();
            assertThat(broker.hasShutDown()).isFalse();
            broker.start();

            assertThat(broker.bootstrapServers()).isEqualTo(address);
            try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address))) {
                assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS)).contains("orders");
            }
            broker.stop();
            assertThat(broker.isRunning()).isFalse();
            assertThat(broker.hasShutDown()).isTrue();
        }
    }
}
