package io.redrive.benchmarks;

import io.redrive.benchmarks.broker.BrokerProcess;
import io.redrive.benchmarks.broker.BrokerSettings;
import io.redrive.benchmarks.contestant.Contestant;
import io.redrive.benchmarks.contestant.Contestants;
import io.redrive.benchmarks.measure.Metric;
import io.redrive.benchmarks.measure.Run;
import io.redrive.benchmarks.report.JsonReport;
import io.redrive.benchmarks.report.MarkdownReport;
import io.redrive.benchmarks.report.Reading;
import io.redrive.benchmarks.report.Results;
import io.redrive.benchmarks.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.AppInfoParser;
import org.springframework.boot.SpringBootVersion;

/**
 * Runs the workloads with every system in turn, several rounds of it, and writes down what came out. The first round only
 * warms up. Progress goes to standard error, the report to standard output and into files, which are renewed after each round.
 */
public final class Benchmarks {

    private final Options options;
    private final List<Workload> workloads;
    private final List<Contestant> contestants;
    private final Results results;
    private final long startedAt = System.nanoTime();

    private Benchmarks(Options options) {
        this.options = options;
        this.workloads = selected(options.scale().workloads(), Workload::id, options.workloads());
        this.contestants = selected(Contestants.all(), Contestant::name, options.systems());
        this.results = new Results(contestants.stream().map(Contestant::name).toList());
    }

    /** Entry point; see {@link Options#USAGE}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Benchmarks benchmarks;
        try {
            benchmarks = new Benchmarks(Options.parse(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + Options.USAGE);
            System.exit(2);
            return;
        }
        System.out.println(benchmarks.run());
        // Threads that a broken system left behind must not keep the process.
        System.exit(0);
    }

    private String run() throws IOException, InterruptedException {
        String report = "";
        progress("starting a broker");
        try (var broker = BrokerProcess.startNew(BrokerSettings.forMeasurements())) {
            var trial = new Trial(broker.bootstrapServers());
            for (int round = 0; round <= options.rounds(); round++) {
                for (Workload workload : workloads) {
                    run(trial, workload, round);
                }
                if (round > 0) {
                    report = write(round);
                }
            }
        }
        return report;
    }

    private void run(Trial trial, Workload workload, int round) throws InterruptedException {
        String title = round == 0 ? "warm-up" : "round " + round + " of " + options.rounds();
        for (Contestant contestant : Rotation.of(contestants, round)) {
            if (!contestant.takes(workload)) {
                continue;
            }
            Run run = trial.run(contestant, workload);
            Map<Metric, Double> metrics = run.metrics(workload);
            progress("%s: %s %s %s".formatted(title, workload.id(), contestant.name(), inShort(metrics)));
            if (round > 0) {
                results.add(new Reading(workload.id(), contestant.name(), round, metrics));
            }
        }
    }

    private String write(int rounds) throws IOException {
        String report = MarkdownReport.render(conditions(rounds), workloads, results);
        Files.createDirectories(options.output());
        Files.writeString(options.output().resolve("results.md"), report);
        Files.writeString(options.output().resolve("latest.json"), JsonReport.render(workloads, results));
        return report;
    }

    private String conditions(int rounds) {
        Runtime runtime = Runtime.getRuntime();
        return "Java %s, %d processors, heap of at most %d MiB, Kafka clients and broker %s, Spring Boot %s; %s, rounds after the warm-up: %d."
                .formatted(
                        Runtime.version(),
                        runtime.availableProcessors(),
                        runtime.maxMemory() / (1024 * 1024),
                        AppInfoParser.getVersion(),
                        SpringBootVersion.getVersion(),
                        options.scale().name().toLowerCase(Locale.ROOT),
                        rounds);
    }

    private static String inShort(Map<Metric, Double> metrics) {
        return metrics.entrySet().stream()
                .filter(entry -> entry.getKey().comparable() || entry.getValue() > 0)
                .map(entry -> inShort(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String inShort(Metric metric, double value) {
        return metric.label() + String.format(Locale.ROOT, value < 100 ? " %.3g " : " %,.0f ", value) + metric.unit();
    }

    private void progress(String text) {
        System.err.printf("%4d s  %s%n", (System.nanoTime() - startedAt) / 1_000_000_000, text);
    }

    private static <T> List<T> selected(List<T> all, Function<T, String> name, List<String> wanted) {
        for (String one : wanted) {
            if (all.stream().noneMatch(candidate -> name.apply(candidate).equals(one))) {
                throw new IllegalArgumentException("There is no " + one + ", only "
                        + all.stream().map(name).toList());
            }
        }
        return wanted.isEmpty()
                ? all
                : all.stream().filter(one -> wanted.contains(name.apply(one))).toList();
    }
}
