package io.redrive.benchmarks;

import io.redrive.benchmarks.report.BarReport;
import io.redrive.benchmarks.report.Charts;
import io.redrive.benchmarks.report.JsonReport;
import io.redrive.benchmarks.report.MarkdownReport;
import io.redrive.benchmarks.report.Results;
import io.redrive.benchmarks.trial.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.utils.AppInfoParser;
import org.springframework.boot.SpringBootVersion;

/** The files with the results. */
final class Publication {

    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final Options options;
    private final List<Trial> trials;
    private final Results results;
    private long writtenAt = System.nanoTime();

    Publication(Options options, List<Trial> trials, Results results) {
        this.options = options;
        this.trials = trials;
        this.results = results;
    }

    /** Writes the tables and the list for programs, unless that was done a moment ago. */
    void writeNowAndThen(List<String> missing) throws IOException {
        if (System.nanoTime() - writtenAt > INTERVAL.toNanos()) {
            writeTables(missing);
        }
    }

    private String writeTables(List<String> missing) throws IOException {
        String report = MarkdownReport.render(conditions(missing), trials, results) + "\n" + BarReport.render(results);
        Files.createDirectories(options.output());
        Files.writeString(options.output().resolve("results.md"), report);
        Files.writeString(options.output().resolve("latest.json"), JsonReport.render(trials, results));
        writtenAt = System.nanoTime();
        return report;
    }

    /** Writes the tables, the list for programs, and the charts; returns the tables. */
    String writeAll(List<String> missing) throws IOException {
        String report = writeTables(missing);
        Charts.draw(results, options.output());
        return report;
    }

    private String conditions(List<String> missing) {
        Runtime runtime = Runtime.getRuntime();
        return "Java %s, %d processors, heap of at most %d MiB, Kafka clients and broker %s, Spring Boot %s; scale %s, stopped after %d s.%s"
                .formatted(
                        Runtime.version(),
                        runtime.availableProcessors(),
                        runtime.maxMemory() / (1024 * 1024),
                        AppInfoParser.getVersion(),
                        SpringBootVersion.getVersion(),
                        options.scale().name().toLowerCase(Locale.ROOT),
                        options.scale().limit().toSeconds(),
                        missing.isEmpty() ? "" : " Missing: " + String.join(", ", missing) + ".");
    }
}
