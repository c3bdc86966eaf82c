package io.redrive.campaign.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A JVM on the class path of this one, which ends at the latest when this one does. What it prints is appended to a file. Its
 * methods may be called by any thread, one at a time.
 */
public final class ChildJvm implements AutoCloseable {

    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

    private final Process process;

    private ChildJvm(Process process) {
        this.process = process;
    }

    /**
     * Starts a JVM.
     *
     * @param main its main method has to call {@link #endWithParent} first
     * @param output where it prints to
     * @param environment variables that are added to those of this process
     * @param options options of the JVM, such as its heap
     * @param arguments arguments of the main method
     */
    public static ChildJvm start(
            Class<?> main, Path output, Map<String, String> environment, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        try {
            return new ChildJvm(builder.start());
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

    /** Whether it has not ended; a suspended one is running. */
    public boolean isRunning() {
        return process.isAlive();
    }

    /** Ends it as a crash would: SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        if (!endsWithin(KILL_LIMIT)) {
            throw new IllegalStateException("SIGKILL did not end process " + process.pid());
        }
    }

    /** Stops it where it is, SIGSTOP, until {@link #resume}. */
    public void suspend() {
        signal("-STOP");
    }

    /** Lets it go on, SIGCONT; nothing happens to one that is not suspended. */
    public void resume() {
        signal("-CONT");
    }

    /** Asks it to end, SIGTERM, and returns whether it did within the limit. */
    public boolean terminate(Duration limit) {
        // Not Process.destroy: that closes the pipe as well, as the end of this JVM would.
        process.toHandle().destroy();
        return endsWithin(limit);
    }

    /** Makes it print what its threads do: SIGQUIT. */
    public void printThreads() {
        signal("-QUIT");
        // It prints when it comes to it.
        endsWithin(Duration.ofSeconds(2));
    }

    /** Waits for its end, and returns whether that came within the limit. */
    public boolean endsWithin(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Returns the status that it has ended with. */
    public int status() {
        return process.exitValue();
    }

    @Override
    public void close() {
        kill();
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", name, String.valueOf(process.pid())).start();
            if (kill.waitFor() != 0 && isRunning()) {
                throw new IllegalStateException("kill " + name + " of process " + process.pid() + " failed");
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static String classPath() {
        // The class path that Surefire starts this JVM with holds one jar only.
        String classPath = System.getProperty("surefire.test.class.path");
        return classPath == null ? System.getProperty("java.class.path") : classPath;
    }
}
