package io.redrive.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** What Redrive has to reach, and what it did reach. */
public final class BarReport {

    private static final String HEADER = """
            ## What is to be reached

            | workload | system | what | bar | measured | rounds | |
            | --- | --- | --- | ---: | ---: | ---: | --- |
            """;

    private BarReport() {}

    /** Judges the results; a table with a line for each bar. */
    public static String render(Results results) {
        double maxHeapMib = Runtime.getRuntime().maxMemory() / (1024.0 * 1024);
        return render(Bars.all(maxHeapMib), results);
    }

    static String render(List<Bar> bars, Results results) {
        return bars.stream().map(bar -> row(bar, results)).collect(Collectors.joining("", HEADER, ""));
    }

    private static String row(Bar bar, Results results) {
        Summary summary = bar.quantity().in(results);
        return "| %s | %s | %s | %s %s | %s | %s | %s |\n"
                .formatted(
                        bar.workload(),
                        bar.system(),
                        bar.what(),
                        bar.bound().sign(),
                        number(bar.limit()),
                        summary == null
                                ? "-"
                                : number(Objects.requireNonNull(bar.decisive(results))) + interval(summary),
                        summary == null ? "-" : summary.rounds(),
                        bar.judge(results).text());
    }

    private static String interval(Summary summary) {
        Summary.Interval interval = summary.interval();
        return interval == null ? "" : " {" + number(interval.low()) + ".." + number(interval.high()) + "}";
    }

    private static String number(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.3g", value);
    }
}
