package io.redrive.benchmarks;

import io.redrive.benchmarks.contestant.Contestant;
import io.redrive.benchmarks.contestant.Contestants;
import io.redrive.benchmarks.trial.Ground;
import io.redrive.benchmarks.trial.Trial;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Entry point of the JVM of one system: takes orders from standard input, one a line, and answers each with a line. */
final class SystemMain {

    private final Scale scale;
    private final Contestant contestant;
    private final Ground warmUp;
    private final Ground ground;

    private SystemMain(Scale scale, Contestant contestant, String bootstrapServers) {
        this.scale = scale;
        this.contestant = contestant;
        this.warmUp = new Ground(bootstrapServers, scale.warmUpLimit());
        this.ground = new Ground(bootstrapServers, scale.limit());
    }

    /** Takes the scale, the system and the broker's address. */
    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        // Whatever a library prints is no answer.
        System.setOut(System.err);
        var system = new SystemMain(Scale.valueOf(arguments[0]), Contestants.named(arguments[1]), arguments[2]);
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            answers.println(system.answer(Order.parse(order)).line());
        }
        // Threads that a broken system left behind must not keep the process.
        Runtime.getRuntime().halt(0);
    }

    private Answer answer(Order order) {
        try {
            return order.warmUp()
                    ? Answer.of(trial(scale.warmUp(), order.trial()).run(contestant, warmUp))
                    : Answer.of(trial(scale.trials(), order.trial()).run(contestant, ground));
        } catch (RuntimeException failure) {
            failure.printStackTrace();
            return Answer.failed(failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            return Answer.failed(interruption);
        }
    }

    private static Trial trial(List<Trial> trials, String id) {
        return trials.stream()
                .filter(trial -> trial.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no workload " + id));
    }
}
