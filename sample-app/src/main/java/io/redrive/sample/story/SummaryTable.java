package io.redrive.sample.story;

import java.util.ArrayList;
import java.util.List;

/** Writes a summary as a table for the log. */
public final class SummaryTable {

    private static final String RULE = "-".repeat(62);

    private final List<String> lines = new ArrayList<>();

    private SummaryTable(Summary summary) {
        lines.add("What became of the orders");
        lines.add(RULE);
        row("orders published", summary.published());
        summary.settledByAttempt()
                .forEach((attempt, orders) ->
                        row(attempt == 1 ? "settled at the first attempt" : "settled at attempt " + attempt, orders));
        summary.deadByReason().forEach((reason, orders) -> row("dead, " + reason, orders));
        row("neither settled nor dead", summary.open());
        lines.add(RULE);
        Lateness lateness = summary.lateness();
        row("retries delivered", lateness.retries());
        row("  before they were due", lateness.early());
        row("  late by, median", lateness.medianMs() + " ms");
        row("  late by, at most", lateness.highestMs() + " ms");
        lines.add(RULE);
        row(
                "published = settled + dead",
                "%d = %d + %d  %s"
                        .formatted(
                                summary.published(), summary.settled(), summary.dead(), verdict(summary.complete())));
        row(
                "each settled order once in the database",
                summary.bookkeeping().rows() + " rows  "
                        + verdict(summary.bookkeeping().right()));
        lines.add(RULE);
    }

    /** Returns the table. */
    public static String of(Summary summary) {
        return String.join(System.lineSeparator(), new SummaryTable(summary).lines);
    }

    private void row(String name, Object value) {
        lines.add("%-42s%20s".formatted(name, value));
    }

    private static String verdict(boolean right) {
        return right ? "ok" : "NOT OK";
    }
}
