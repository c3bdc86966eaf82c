package io.redrive.campaign.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** A row of a Markdown table: what one run has shown, or several together. */
public final class Row {

    private static final List<String> SUMS = List.of(
            "sent",
            "processed",
            "dead",
            "parked",
            "deleted and told",
            "lost",
            "early",
            "wrong attempts",
            "duplicates",
            "duplicates beyond");
    private static final List<String> MAXIMA = List.of(
            "standstill s",
            "recovery s",
            "deliveries per record",
            "lateness p99 ms",
            "lines per minute",
            "heap MiB",
            "threads");

    /** The head of the table; {@code duplicates beyond} are those that nothing excuses. */
    public static final String HEAD = head();

    private Row() {}

    /** Returns the row: sums of what is counted, the highest of what is measured. */
    public static String of(String name, List<Verdict> verdicts) {
        List<String> cells = new ArrayList<>(List.of(name, String.valueOf(verdicts.size())));
        SUMS.forEach(
                figure -> cells.add("%.0f".formatted(values(verdicts, figure).sum())));
        MAXIMA.forEach(figure -> cells.add(String.format(
                Locale.ROOT,
                figure.endsWith(" s") || figure.endsWith("record") ? "%.1f" : "%.0f",
                values(verdicts, figure).max().orElse(0))));
        return line(cells);
    }

    private static String head() {
        List<String> cells = new ArrayList<>(List.of("scenario", "runs"));
        cells.addAll(SUMS);
        cells.addAll(MAXIMA);
        return line(cells) + "\n" + line(cells.stream().map(cell -> "---").toList());
    }

    private static DoubleStream values(List<Verdict> verdicts, String figure) {
        return verdicts.stream().mapToDouble(verdict -> verdict.figure(figure));
    }

    private static String line(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
    }
}
