package io.redrive.benchmarks.report;

import static io.redrive.benchmarks.contestant.Contestants.PER_TOPIC;
import static io.redrive.benchmarks.contestant.Contestants.PLAIN;
import static io.redrive.benchmarks.contestant.Contestants.RAW;
import static io.redrive.benchmarks.contestant.Contestants.REDRIVE;
import static io.redrive.benchmarks.contestant.Contestants.SPRING;
import static io.redrive.benchmarks.contestant.Contestants.TUNED;
import static io.redrive.benchmarks.contestant.Contestants.UNVERIFIED;
import static io.redrive.benchmarks.report.Bar.atLeast;
import static io.redrive.benchmarks.report.Bar.atMost;
import static io.redrive.benchmarks.report.Bar.neverAbove;
import static io.redrive.benchmarks.report.Quantity.difference;
import static io.redrive.benchmarks.report.Quantity.ratio;
import static io.redrive.benchmarks.report.Quantity.value;

import io.redrive.benchmarks.measure.Metric;
import io.redrive.benchmarks.trial.BacklogTrial;
import io.redrive.benchmarks.trial.PoisonedTrial;
import java.util.ArrayList;
import java.util.List;

/** What Redrive has to reach, in both layouts. Times are compared by rates where a system may have been stopped. */
final class Bars {

    /** As fast as without a backlog, give or take what a start varies by. */
    private static final double AS_FAST = 1.1;
    /** Redrive's budget for waiting records, in MiB, on a large heap. */
    private static final double HELD_MIB = 64;

    private Bars() {}

    static List<Bar> all(double maxHeapMib) {
        var bars = new ArrayList<Bar>();
        for (String system : List.of(REDRIVE, PER_TOPIC)) {
            bars.addAll(storm(system));
            bars.addAll(healthy(system));
            bars.addAll(dead(system));
            bars.addAll(exponential(system));
            bars.addAll(mixed(system));
            bars.addAll(calm(system));
            bars.addAll(backlog(system, Math.min(HELD_MIB, maxHeapMib / 10)));
            bars.addAll(poisoned(system));
        }
        bars.addAll(listeners());
        return bars;
    }

    private static List<Bar> storm(String system) {
        return List.of(
                atMost(2.5, "W1", system, "time beyond the delay / raw", ratio("W1", system, RAW, Metric.BEYOND_DELAY)),
                atLeast(8, "W1", system, "failing records per second / tuned", ratio("W1", system, TUNED, Metric.RATE)),
                atLeast(
                        5,
                        "W1",
                        system,
                        "failing records per second / fastest safe",
                        ratio("W1", system, UNVERIFIED, Metric.RATE)),
                atMost(15, "W1", system, "lateness p99 − raw, ms", difference("W1", system, RAW, Metric.LATENESS_P99)),
                neverAbove(0, "W1", system, "early", value("W1", system, Metric.EARLY)),
                neverAbove(0, "W1", system, "duplicates", value("W1", system, Metric.DUPLICATES)));
    }

    private static List<Bar> healthy(String system) {
        return List.of(
                atMost(1.05, "W2", system, "CPU per record / plain", ratio("W2", system, PLAIN, Metric.CPU))
                        .inRounds(9),
                atLeast(0.95, "W2", system, "rate / plain", ratio("W2", system, PLAIN, Metric.RATE))
                        .inRounds(9));
    }

    private static List<Bar> dead(String system) {
        return List.of(
                atMost(2.5, "W3", system, "time / raw", ratio("W3", system, RAW, Metric.TOTAL)),
                atLeast(6, "W3", system, "rate / tuned", ratio("W3", system, TUNED, Metric.RATE)),
                atLeast(4, "W3", system, "rate / fastest safe", ratio("W3", system, UNVERIFIED, Metric.RATE)));
    }

    private static List<Bar> exponential(String system) {
        var bars = new ArrayList<Bar>();
        for (int retry = 1; retry <= 3; retry++) {
            Metric metric = Metric.latenessP99(retry);
            bars.add(atMost(15, "W4", system, metric.label() + " − raw, ms", difference("W4", system, RAW, metric)));
        }
        return bars;
    }

    private static List<Bar> mixed(String system) {
        return List.of(
                atLeast(0.5, "W5", system, "main flow / raw", ratio("W5", system, RAW, Metric.MAIN_FLOW)),
                atLeast(3, "W5", system, "main flow / tuned", ratio("W5", system, TUNED, Metric.MAIN_FLOW)),
                atMost(15, "W5", system, "lateness p99, ms", value("W5", system, Metric.LATENESS_P99)));
    }

    private static List<Bar> calm(String system) {
        return List.of(
                atMost(1, "W7", system, "lateness p50 − raw, ms", difference("W7", system, RAW, Metric.LATENESS_P50)),
                atMost(3, "W7", system, "lateness p99 − raw, ms", difference("W7", system, RAW, Metric.LATENESS_P99)));
    }

    private static List<Bar> backlog(String system, double budgetMib) {
        return List.of(
                atMost(
                        budgetMib,
                        "W8",
                        system,
                        "heap for the backlog, MiB",
                        value("W8", system, BacklogTrial.BACKLOG_HEAP)),
                atMost(1, "W8", system, "CPU, % of a core", value("W8", system, Metric.IDLE_CPU)),
                atMost(
                        AS_FAST,
                        "W8",
                        system,
                        "start / without a backlog",
                        value("W8", system, BacklogTrial.START_RATIO)),
                atMost(
                        AS_FAST,
                        "W8",
                        system,
                        "stop / without a backlog",
                        value("W8", system, BacklogTrial.STOP_RATIO)));
    }

    private static List<Bar> poisoned(String system) {
        return List.of(
                atLeast(
                        0.95,
                        "W9",
                        system,
                        "rate of the healthy / without failures",
                        value("W9", system, PoisonedTrial.HEALTHY_RATE)),
                atMost(
                        2,
                        "W9",
                        system,
                        "latency p99 of the healthy / without failures",
                        value("W9", system, PoisonedTrial.LATENCY_RATIO)));
    }

    private static List<Bar> listeners() {
        return List.of(
                cost("W6", REDRIVE, 0.5, Metric.CONSUMERS),
                cost("W6", REDRIVE, 0.5, Metric.THREADS),
                cost("W6-dlt", REDRIVE, 0.6, Metric.CONSUMERS),
                cost("W6-dlt", REDRIVE, 0.6, Metric.THREADS),
                cost("W6", PER_TOPIC, 0.7, Metric.THREADS),
                cost("W6-dlt", PER_TOPIC, 0.7, Metric.THREADS),
                cost("W6", REDRIVE, 1, Metric.START),
                cost("W6-dlt", REDRIVE, 1, Metric.START),
                cost("W6", PER_TOPIC, 1, Metric.START),
                cost("W6-dlt", PER_TOPIC, 1, Metric.START));
    }

    private static Bar cost(String workload, String system, double most, Metric metric) {
        String what = metric.label() + " / spring-kafka";
        return atMost(most, workload, system, what, ratio(workload, system, SPRING, metric));
    }
}
