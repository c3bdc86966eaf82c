package io.redrive.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * What was asked for on the command line.
 *
 * @param scale size of the workloads
 * @param rounds measured rounds of every workload; 0 for as many as the scale has
 * @param budget after which time nothing new is begun
 * @param workloads ids of the workloads to run; empty for all
 * @param systems names of the systems to run; empty for all
 * @param output directory for the results
 */
record Options(Scale scale, int rounds, Duration budget, List<String> workloads, List<String> systems, Path output) {

    static final String USAGE = """
            Options:
              --quick                small workloads, few rounds; takes less than 3 minutes
              --full                 large workloads, which is the default; takes less than 30 minutes
              --rounds <n>           measured rounds of every workload and system
              --minutes <n>          time after which nothing new is begun (28, quick less than 3)
              --workloads <ids>      such as W1,W7 (all)
              --systems <names>      such as raw,redrive (all)
              --output <directory>   where the results go (results for a full run, target/benchmarks for any other)
            """;

    private static final Path PUBLISHED = Path.of("results");
    private static final Path PRIVATE = Path.of("target", "benchmarks");

    static Options parse(String... arguments) {
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(arguments));
        Scale scale = Scale.FULL;
        int rounds = 0;
        int minutes = 0;
        List<String> workloads = List.of();
        List<String> systems = List.of();
        Path output = null;
        while (!rest.isEmpty()) {
            String option = rest.remove();
            switch (option) {
                case "--quick" -> scale = Scale.QUICK;
                case "--full" -> scale = Scale.FULL;
                case "--rounds" -> rounds = Integer.parseInt(value(option, rest));
                case "--minutes" -> minutes = Integer.parseInt(value(option, rest));
                case "--workloads" -> workloads = List.of(value(option, rest).split(",", -1));
                case "--systems" -> systems = List.of(value(option, rest).split(",", -1));
                case "--output" -> output = Path.of(value(option, rest));
                default -> throw new IllegalArgumentException("There is no option " + option);
            }
        }
        boolean full = scale == Scale.FULL && rounds == 0 && workloads.isEmpty() && systems.isEmpty();
        Path standard = full ? PUBLISHED : PRIVATE;
        Duration budget = minutes == 0 ? scale.budget() : Duration.ofMinutes(minutes);
        return new Options(scale, rounds, budget, workloads, systems, output == null ? standard : output);
    }

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.remove();
    }
}
