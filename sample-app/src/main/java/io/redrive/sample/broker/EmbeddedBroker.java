package io.redrive.sample.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Exit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/**
 * A Kafka broker in this JVM that other processes can connect to as well.
 *
 * <p>As every client of Kafka in the application asks it for the connection, it is running before the first of them exists and
 * is stopped after the last one, the listeners included, is gone.
 */
class EmbeddedBroker implements KafkaConnectionDetails, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);

    private static final Map<String, String> SETTINGS = Map.of(
            "auto.create.topics.enable", "false",
            "group.initial.rebalance.delay.ms", "0",
            "offsets.topic.num.partitions", "5",
            "transaction.state.log.num.partitions", "5",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1");

    private final int port;
    private final EmbeddedKafkaBroker broker;
    private final LoggingSystem logging;

    EmbeddedBroker(int preferredPort, LoggingSystem logging) {
        this.logging = logging;
        port = freePort(preferredPort);
        broker = new EmbeddedKafkaKraftBroker(1, 3)
                .brokerProperties(SETTINGS)
                .brokerProperties(listeners(port))
                // Its default is a system property that Spring Boot reads too.
                .brokerListProperty(EmbeddedKafkaBroker.SPRING_EMBEDDED_KAFKA_BROKERS);
        start(broker);
        log.info("Kafka broker in this JVM, for any client: kcat -b {} -t orders -C", address());
    }

    @Override
    public List<String> getBootstrapServers() {
        return List.of(address());
    }

    @Override
    public void destroy() {
        // Its clients are gone, so what is logged from here on is only how the broker takes itself apart.
        logging.setLogLevel("org.apache.kafka", LogLevel.ERROR);
        broker.destroy();
    }

    private String address() {
        return "localhost:" + port;
    }

    /** Ports of the two listeners the broker comes with are always random, so clients get one of their own. */
    private static Map<String, String> listeners(int port) {
        return Map.of(
                "listeners",
                "EXTERNAL://localhost:0,CONTROLLER://localhost:0,CLIENTS://localhost:" + port,
                "listener.security.protocol.map",
                "EXTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT,CLIENTS:PLAINTEXT");
    }

    private static void start(EmbeddedKafkaBroker broker) {
        PrintStream output = System.out;
        // The storage formatter prints pages of settings that no logging configuration can silence.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        // The broker would delete its files as soon as the JVM is told to end, while it and its clients are still at
        // work;
        // it also does when it is destroyed.
        Exit.setShutdownHookAdder((name, hook) -> {});
        try {
            broker.afterPropertiesSet();
        } finally {
            Exit.resetShutdownHookAdder();
            System.setOut(output);
        }
    }

    private static int freePort(int preferred) {
        try {
            return bindable(preferred);
        } catch (IOException taken) {
            try {
                int free = bindable(0);
                log.warn("Port {} is taken, so the Kafka broker listens on port {}", preferred, free);
                return free;
            } catch (IOException e) {
                throw new UncheckedIOException("There is no free port for the Kafka broker", e);
            }
        }
    }

    private static int bindable(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress("localhost", port));
            return socket.getLocalPort();
        }
    }
}
