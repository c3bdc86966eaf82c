package io.redrive.autoconfigure.crash;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/** A single broker, its own controller, that can be killed and started again on its data and its port. */
final class BrokerProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Path directory;
    private final int port;
    private ChildJvm jvm;

    private BrokerProcess(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /** Prepares a broker in an empty directory; it has its address, and is not started. */
    static BrokerProcess prepare(Path directory) {
        try (ServerSocket client = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket controller = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            BrokerProcess broker = new BrokerProcess(directory, client.getLocalPort());
            broker.format(controller.getLocalPort());
            return broker;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static BrokerProcess startIn(Path directory) {
        BrokerProcess broker = prepare(directory);
        broker.start();
        return broker;
    }

    /** Starts it and returns when it answers. */
    void start() {
        jvm = ChildJvm.start(
                BrokerMain.class,
                directory.resolve("broker.log"),
                "logback.configurationFile",
                List.of(propertiesFile().toString()));
        try (Admin admin = Admin.create(Map.of(
                "bootstrap.servers",
                address(),
                "request.timeout.ms",
                1_000,
                "default.api.timeout.ms",
                2_000,
                "reconnect.backoff.max.ms",
                100))) {
            await().atMost(START_LIMIT)
                    .pollInterval(Duration.ofMillis(50))
                    .ignoreExceptions()
                    .until(() -> !admin.describeCluster().nodes().get().isEmpty());
        }
    }

    /** Ends it at once: SIGKILL. */
    void kill() {
        jvm.kill();
    }

    /** Returns the address for clients, the same after every start. */
    String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        if (jvm != null) {
            jvm.close();
        }
    }

    private Path propertiesFile() {
        return directory.resolve("server.properties");
    }

    private void format(int controllerPort) throws IOException {
        Files.write(
                propertiesFile(),
                List.of(
                        "process.roles=broker,controller",
                        "node.id=1",
                        "controller.quorum.voters=1@127.0.0.1:" + controllerPort,
                        "controller.listener.names=CONTROLLER",
                        "listeners=CLIENT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                        "inter.broker.listener.name=CLIENT",
                        "listener.security.protocol.map=CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                        "log.dirs=" + directory.resolve("data"),
                        "auto.create.topics.enable=false",
                        "offsets.topic.replication.factor=1",
                        "offsets.topic.num.partitions=5",
                        "transaction.state.log.replication.factor=1",
                        "transaction.state.log.min.isr=1",
                        "group.initial.rebalance.delay.ms=0",
                        // Killed members leave their groups soon.
                        "group.min.session.timeout.ms=1000",
                        "group.consumer.min.session.timeout.ms=1000",
                        "group.consumer.session.timeout.ms=6000",
                        "group.consumer.min.heartbeat.interval.ms=500",
                        "group.consumer.heartbeat.interval.ms=1000",
                        // A killed broker can come back only when its old session is over.
                        "broker.session.timeout.ms=3000",
                        "broker.heartbeat.interval.ms=1000"));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        String[] arguments = {
            "format", "-t", Uuid.randomUuid().toString(), "-c", propertiesFile().toString()
        };
        int status = StorageTool.execute(arguments, new PrintStream(printed, true, StandardCharsets.UTF_8));
        if (status != 0) {
            throw new IllegalStateException(printed.toString(StandardCharsets.UTF_8));
        }
    }
}
