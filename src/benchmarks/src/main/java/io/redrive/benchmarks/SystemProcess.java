package io.redrive.benchmarks;

import io.redrive.benchmarks.broker.ChildJvm;
import io.redrive.benchmarks.trial.Findings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One system in a JVM of its own, as it would be in production: what the compiler has learnt of the others and what they have
 * left on the heap does not count for it. It lives through all rounds and is idle while others are measured. It ends with the
 * process that started it. For one thread.
 */
final class SystemProcess implements AutoCloseable {

    private final String system;
    private final Process process;
    private final PrintStream orders;
    private final BufferedReader answers;

    private SystemProcess(String system, Process process) {
        this.system = system;
        this.process = process;
        this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts a JVM with the options of this one. */
    static SystemProcess start(String system, Scale scale, String bootstrapServers) {
        List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-agentlib") && !option.startsWith("-javaagent"))
                .toList();
        List<String> command =
                ChildJvm.command(options, SystemMain.class, List.of(scale.name(), system, bootstrapServers));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new SystemProcess(system, process);
        } catch (IOException failure) {
            throw new UncheckedIOException("Could not start a JVM for " + system, failure);
        }
    }

    /**
     * Has the system do one workload once, and waits for it.
     *
     * @throws IllegalStateException when that failed
     */
    Findings run(Order order) {
        try {
            orders.println(order.line());
            String answer = answers.readLine();
            if (answer == null) {
                throw new IllegalStateException("The JVM of " + system + " has ended");
            }
            return Answer.parse(answer).findings();
        } catch (IOException failure) {
            throw new IllegalStateException("The JVM of " + system + " cannot be reached", failure);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
