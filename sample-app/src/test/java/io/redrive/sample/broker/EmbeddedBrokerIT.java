package io.redrive.sample.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;
import org.springframework.boot.logging.LoggingSystem;

class EmbeddedBrokerIT {

    private final LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());

    @Test
    void listensOnThePreferredPort() throws Exception {
        int preferred = freePort();

        EmbeddedBroker broker = new EmbeddedBroker(preferred, logging);
        try {
            assertThat(broker.getBootstrapServers()).containsExactly("localhost:" + preferred);
            assertThat(nodes(broker.getBootstrapServers())).containsExactly("localhost:" + preferred);
        } finally {
            broker.destroy();
        }
    }

    @Test
    void listensOnAnotherPortIfThePreferredOneIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress("localhost", 0));

            EmbeddedBroker broker = new EmbeddedBroker(taken.getLocalPort(), logging);
            try {
                assertThat(broker.getBootstrapServers()).doesNotContain("localhost:" + taken.getLocalPort());
                assertThat(nodes(broker.getBootstrapServers())).isEqualTo(broker.getBootstrapServers());
            } finally {
                broker.destroy();
            }
        }
    }

    private static List<String> nodes(List<String> bootstrapServers) throws Exception {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            return admin.describeCluster().nodes().get().stream()
                    .map(node -> node.host() + ":" + node.port())
                    .toList();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
