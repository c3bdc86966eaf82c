package io.redrive.autoconfigure.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM on the class path of this one, which ends at the latest when this one does. What it prints goes to a file. */
public final class ChildJvm implements AutoCloseable {

    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

    private static final String LOGGING = """
            <configuration>
                <appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger %msg%n</pattern></encoder>
                </appender>
                <root level="WARN"><appender-ref ref="CONSOLE"/></root>
                <logger name="io.redrive" level="INFO"/>
            </configuration>
            """;

    private final Process process;
    private final Path output;

    private ChildJvm(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts a JVM.
     *
     * @param main its main method has to call {@link #endWithParent} first
     * @param output where it prints to
     * @param loggingProperty the system property that names its logging configuration
     */
    public static ChildJvm start(Class<?> main, Path output, String loggingProperty, List<String> arguments) {
        return start(classPath(), main, output, loggingProperty, arguments);
    }

    /** Returns the class path of this JVM: the one that Surefire starts it with holds one jar only. */
    public static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** Starts a JVM on a class path of its own. */
    public static ChildJvm start(
            String classPath, Class<?> main, Path output, String loggingProperty, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Path logging = output.resolveSibling("child-logback.xml");
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.add("-D" + loggingProperty + "=" + logging);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(arguments);
        try {
            Files.writeString(logging, LOGGING);
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
            return new ChildJvm(process, output);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Makes this JVM end with the one that has started it: a parent that is killed closes its end of the pipe. */
    public static void endWithParent() {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // Only the end of the stream matters.
                        }
                    } catch (IOException broken) {
                        // The end as well.
                    }
                    Runtime.getRuntime().halt(1);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** Ends it as a crash would: SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        if (!ends(KILL_LIMIT)) {
            throw new IllegalStateException("SIGKILL did not end process " + process.pid());
        }
    }

    /** Asks it to end, SIGTERM, and returns how long that took, or the limit when it did not. */
    public Duration terminate(Duration limit) {
        long start = System.nanoTime();
        // Not Process.destroy: that closes the pipe as well, as the end of this JVM would.
        process.toHandle().destroy();
        return ends(limit) ? Duration.ofNanos(System.nanoTime() - start) : limit;
    }

    /** Returns the processor time it has used. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Returns what it has printed. */
    public List<String> output() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        kill();
    }

    private boolean ends(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
