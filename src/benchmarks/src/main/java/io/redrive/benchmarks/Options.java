package io.redrive.benchmarks;

import io.redrive.benchmarks.workload.Scale;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * What was asked for on the command line.
 *
 * @param scale size of the workloads
 * @param rounds measured rounds; one more comes before them and does not count
 * @param workloads ids of the workloads to run; empty for all
 * @param systems names of the systems to run; empty for all
 * @param output directory for the results
 */
record Options(Scale scale, int rounds, List<String> workloads, List<String> systems, Path output) {

    static final String USAGE = """
            Options:
              --quick                small workloads, 3 rounds; takes less than 3 minutes
              --full                 large workloads
              --rounds <n>           measured rounds (5)
              --workloads <ids>      such as W1,W7 (all)
              --systems <names>      such as raw,redrive (all)
              --output <directory>   where results.md and latest.json go (target/benchmarks)
            """;

    private static final int ROUNDS = 5;
    private static final int QUICK_ROUNDS = 3;

    static Options parse(String... arguments) {
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(arguments));
        Scale scale = Scale.NORMAL;
        int rounds = 0;
        List<String> workloads = List.of();
        List<String> systems = List.of();
        Path output = Path.of("target", "benchmarks");
        while (!rest.isEmpty()) {
            String option = rest.remove();
            switch (option) {
                case "--quick" -> scale = Scale.QUICK;
                case "--full" -> scale = Scale.FULL;
                case "--rounds" -> rounds = Integer.parseInt(value(option, rest));
                case "--workloads" -> workloads = List.of(value(option, rest).split(",", -1));
                case "--systems" -> systems = List.of(value(option, rest).split(",", -1));
                case "--output" -> output = Path.of(value(option, rest));
                default -> throw new IllegalArgumentException("There is no option " + option);
            }
        }
        int standard = scale == Scale.QUICK ? QUICK_ROUNDS : ROUNDS;
        return new Options(scale, rounds == 0 ? standard : rounds, workloads, systems, output);
    }

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.remove();
    }
}
