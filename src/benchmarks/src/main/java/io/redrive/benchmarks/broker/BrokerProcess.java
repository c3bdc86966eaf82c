package io.redrive.benchmarks.broker;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * A Kafka broker, which is its own controller, in a JVM of its own on this JVM's class path. It can be stopped or killed and
 * started again: it keeps its ports and its data until it is closed. It ends with the process that started it.
 *
 * <p>All methods block until the broker is in the state asked for. Not for use by several threads at once.
 */
public final class BrokerProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final String CLEAN_SHUTDOWN = ".kafka_cleanshutdown";

    private static final String LOGGING = """
            <configuration>
                <appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{20} - %msg%n</pattern></encoder>
                </appender>
                <root level="WARN"><appender-ref ref="CONSOLE"/></root>
            </configuration>
            """;

    private final Path directory;
    private final List<String> jvmOptions;
    private final String bootstrapServers;
    private final Thread shutdownHook = new Thread(this::destroy, "broker-shutdown");
    private volatile @Nullable Process process;

    private BrokerProcess(Path directory, List<String> jvmOptions, String bootstrapServers) {
        this.directory = directory;
        this.jvmOptions = jvmOptions;
        this.bootstrapServers = bootstrapServers;
    }

    /** Formats the storage of a new broker in a temporary directory, and starts it on free ports. */
    public static BrokerProcess startNew(BrokerSettings settings) {
        try {
            Path directory = Files.createTempDirectory("redrive-broker-");
            List<Integer> ports = freePorts();
            Map<String, String> properties = singleNode(directory, ports.get(0), ports.get(1));
            properties.putAll(settings.properties());
            var broker = new BrokerProcess(directory, settings.jvmOptions(), "127.0.0.1:" + ports.get(0));
            Runtime.getRuntime().addShutdownHook(broker.shutdownHook);
            broker.format(properties);
            broker.start();
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException("Could not set up a broker", e);
        }
    }

    /** Starts the broker again, on the data it left. */
    public void start() {
        if (isRunning()) {
            throw new IllegalStateException("The broker at " + bootstrapServers + " is already running");
        }
        try {
            process = new ProcessBuilder(command())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Could not start a broker process", e);
        }
        awaitReady();
    }

    /** Asks the broker to shut down, and kills it when it does not in time. */
    public void stop() {
        end(false);
    }

    /** Ends the broker at once (SIGKILL), as a crash of its process would. */
    public void kill() {
        end(true);
    }

    /** Whether the broker's process lives. */
    public boolean isRunning() {
        Process current = process;
        return current != null && current.isAlive();
    }

    /** Whether the broker has closed its logs, which it would otherwise have to recover at its next start. */
    boolean hasShutDown() {
        return Files.exists(directory.resolve("data").resolve(CLEAN_SHUTDOWN));
    }

    /** Process id of the running broker, for signals. */
    public long pid() {
        return Objects.requireNonNull(process, "never started").pid();
    }

    /** Address for clients; the same after every start. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Kills the broker and deletes its data. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(shutdownHook);
        destroy();
    }

    private void destroy() {
        kill();
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not delete the data of a broker", e);
        }
    }

    private void end(boolean forcibly) {
        Process current = process;
        if (current == null) {
            return;
        }
        if (!forcibly) {
            // Unlike the process itself, its handle leaves the streams open; the broker would take their end for our
            // death.
            current.toHandle().destroy();
        }
        try {
            if (forcibly || !current.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                current.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            current.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void format(Map<String, String> properties) throws IOException {
        Files.write(
                propertiesFile(),
                properties.entrySet().stream()
                        .map(p -> p.getKey() + "=" + p.getValue())
                        .toList());
        Files.writeString(loggingFile(), LOGGING);
        var said = new ByteArrayOutputStream();
        String[] arguments = {
            "format", "-t", Uuid.randomUuid().toString(), "-c", propertiesFile().toString(), "--ignore-formatted"
        };
        int status = StorageTool.execute(arguments, new PrintStream(said, true, StandardCharsets.UTF_8));
        if (status != 0) {
            throw new IllegalStateException(
                    "Could not format the storage of a broker: " + said.toString(StandardCharsets.UTF_8));
        }
    }

    private List<String> command() {
        var options = new ArrayList<String>(jvmOptions);
        options.add("-Dlogback.configurationFile=" + loggingFile());
        return ChildJvm.command(
                options, BrokerMain.class, List.of(propertiesFile().toString()));
    }

    private void awaitReady() {
        Map<String, Object> config = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 2000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 1000,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 100);
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        try (Admin admin = Admin.create(config)) {
            while (isRunning() && System.nanoTime() < deadline) {
                if (hasNode(admin)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
        throw new IllegalStateException("The broker did not start. It wrote:\n" + written());
    }

    private static boolean hasNode(Admin admin) throws InterruptedException {
        try {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (ExecutionException notYet) {
            return false;
        }
    }

    private String written() {
        try {
            return Files.readString(output());
        } catch (IOException e) {
            return "nothing that can be read (" + e + ")";
        }
    }

    private Path propertiesFile() {
        return directory.resolve("server.properties");
    }

    private Path loggingFile() {
        return directory.resolve("logback.xml");
    }

    private Path output() {
        return directory.resolve("output.log");
    }

    private static Map<String, String> singleNode(Path directory, int clientPort, int controllerPort) {
        var properties = new TreeMap<String, String>();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", "1");
        properties.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("listeners", "CLIENT://127.0.0.1:" + clientPort + ",CONTROLLER://127.0.0.1:" + controllerPort);
        properties.put("advertised.listeners", "CLIENT://127.0.0.1:" + clientPort);
        properties.put("inter.broker.listener.name", "CLIENT");
        properties.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("log.dirs", directory.resolve("data").toString());
        properties.put("auto.create.topics.enable", "false");
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("offsets.topic.num.partitions", "10");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("transaction.state.log.num.partitions", "5");
        properties.put("group.initial.rebalance.delay.ms", "0");
        // A killed broker may come back only when its old session has ended.
        properties.put("broker.session.timeout.ms", "3000");
        properties.put("broker.heartbeat.interval.ms", "1000");
        // Deleted topics free the page cache soon.
        properties.put("log.segment.delete.delay.ms", "1000");
        return properties;
    }

    private static List<Integer> freePorts() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        // Both at once, so that they differ.
        try (var first = new ServerSocket(0, 1, loopback);
                var second = new ServerSocket(0, 1, loopback)) {
            return List.of(first.getLocalPort(), second.getLocalPort());
        }
    }
}
