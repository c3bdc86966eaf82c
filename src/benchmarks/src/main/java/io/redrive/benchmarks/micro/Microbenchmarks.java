package io.redrive.benchmarks.micro;

import java.nio.file.Path;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks of this package, or those that are named, and shows what each allocates by operation. */
public final class Microbenchmarks {

    private static final Path RESULTS = Path.of("target", "microbenchmarks.json");

    private Microbenchmarks() {}

    /** Entry point; takes the options of JMH, which win. */
    public static void main(String[] arguments) throws CommandLineOptionException, RunnerException {
        var options = new OptionsBuilder()
                .parent(new CommandLineOptions(arguments))
                .addProfiler(GCProfiler.class)
                .resultFormat(ResultFormatType.JSON)
                .result(RESULTS.toString());
        var given = new CommandLineOptions(arguments);
        if (given.getIncludes().isEmpty()) {
            options.include(Microbenchmarks.class.getPackageName() + ".*");
        }
        if (!given.getForkCount().hasValue()) {
            options.forks(2);
        }
        if (!given.getWarmupIterations().hasValue()) {
            options.warmupIterations(3).warmupTime(TimeValue.seconds(1));
        }
        if (!given.getMeasurementIterations().hasValue()) {
            options.measurementIterations(5).measurementTime(TimeValue.seconds(1));
        }
        new Runner(options.build()).run();
    }
}
