package io.redrive.campaign.cluster;

import io.redrive.campaign.process.ChildJvm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** A broker or a controller: a directory, and a process while it runs. It keeps its ports and data from start to start. */
final class Node implements AutoCloseable {

    private static final Duration TERMINATION_LIMIT = Duration.ofSeconds(30);

    private static final String LOGGING = """
            <configuration>
                <appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{20} %msg%n</pattern></encoder>
                </appender>
                <root level="WARN"><appender-ref ref="CONSOLE"/></root>
            </configuration>
            """;

    private final Path directory;
    private final Uuid cluster;
    private final String heap;
    private @Nullable ChildJvm jvm;

    private Node(Path directory, Uuid cluster, String heap) {
        this.directory = directory;
        this.cluster = cluster;
        this.heap = heap;
    }

    /**
     * Formats a node in an empty directory.
     *
     * @param heap its largest heap, as JVMs are told
     */
    static Node format(Path directory, Uuid cluster, String heap, Map<String, String> properties) {
        var node = new Node(directory, cluster, heap);
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("logback.xml"), LOGGING);
            Files.write(
                    node.propertiesFile(),
                    properties.entrySet().stream()
                            .map(each -> each.getKey() + "=" + each.getValue())
                            .toList());
        } catch (IOException failure) {
            throw new UncheckedIOException("Could not write the configuration of a node", failure);
        }
        node.format();
        return node;
    }

    /** Returns the directory of its records within its own. */
    static Path data(Path directory) {
        return directory.resolve("data");
    }

    /** Starts its process; does not wait until it answers. */
    void start() {
        if (isRunning()) {
            throw new IllegalStateException(directory.getFileName() + " is running");
        }
        jvm = ChildJvm.start(
                NodeMain.class,
                log(directory),
                Map.of(),
                List.of("-Xmx" + heap, "-Dlogback.configurationFile=" + directory.resolve("logback.xml")),
                List.of(propertiesFile().toString()));
    }

    /** Whether its process lives; it may be suspended. */
    boolean isRunning() {
        ChildJvm current = jvm;
        return current != null && current.isRunning();
    }

    void kill() {
        if (jvm != null) {
            jvm.kill();
        }
    }

    /** Asks it to shut down, and kills it when it has not after half a minute. */
    void terminate() {
        if (jvm != null && !jvm.terminate(TERMINATION_LIMIT)) {
            jvm.kill();
        }
    }

    void suspend() {
        if (jvm != null) {
            jvm.suspend();
        }
    }

    void resume() {
        if (jvm != null) {
            jvm.resume();
        }
    }

    /** Kills it and takes its disk away: it will start with an empty one. */
    void wipe() {
        kill();
        try {
            FileSystemUtils.deleteRecursively(data(directory));
        } catch (IOException failure) {
            throw new UncheckedIOException("Could not delete the data of a node", failure);
        }
        format();
    }

    /** Returns what went wrong with it lately, by its own words. */
    String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log(directory), StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException failure) {
            return "nothing that can be read (" + failure + ")";
        }
    }

    @Override
    public void close() {
        kill();
    }

    private void format() {
        var said = new ByteArrayOutputStream();
        String[] arguments = {
            "format", "-t", cluster.toString(), "-c", propertiesFile().toString()
        };
        int status = StorageTool.execute(arguments, new PrintStream(said, true, StandardCharsets.UTF_8));
        if (status != 0) {
            throw new IllegalStateException("Could not format a node: " + said.toString(StandardCharsets.UTF_8));
        }
    }

    private Path propertiesFile() {
        return directory.resolve("server.properties");
    }

    /** Returns where the node of this directory writes what it says. */
    static Path log(Path directory) {
        return directory.resolve("output.log");
    }
}
