package io.redrive.benchmarks.trial;

import io.redrive.benchmarks.contestant.Contestant;
import io.redrive.benchmarks.contestant.Contestant.Kind;
import io.redrive.benchmarks.measure.Metric;
import io.redrive.benchmarks.measure.Run;
import io.redrive.benchmarks.workload.Arrival;
import io.redrive.benchmarks.workload.Failing;
import io.redrive.benchmarks.workload.Failures;
import io.redrive.benchmarks.workload.Workload;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one partition on which every record fails does to the other five. A first run, of records sent as fast as they can be,
 * shows the capacity of the system with that partition; half of it is then offered without and with the failures.
 *
 * @param samples records of the first run
 * @param duration how long each of the other runs takes
 */
public record PoisonedTrial(int samples, Duration duration) implements Trial {

    /** What a system can take, all partitions together. */
    public static final Metric CAPACITY = Metric.of("capacity", "records/s");
    /** What it is given then. */
    public static final Metric OFFERED = Metric.of("offered", "records/s");
    /** Rate of the five partitions, with the sixth failing, by that without. */
    public static final Metric HEALTHY_RATE = Metric.of("healthy rate, by that without failures", "ratio");
    /** The same for the time from send to delivery. */
    public static final Metric LATENCY_RATIO = Metric.of("latency p99, by that without failures", "ratio");
    /** That time without failures. */
    public static final Metric LATENCY_WITHOUT = Metric.of("latency p99 without failures", "ms");

    private static final Failures FAILURES = Failures.always(new Failing.OnPartition(0), 3, Duration.ofMillis(200));

    @Override
    public String id() {
        return "W9";
    }

    @Override
    public String heading() {
        return String.format(
                Locale.ROOT,
                "W9: poisoned partition, every record of one of six fails 3 times and ends as a dead letter; half of"
                        + " the capacity is offered for %.0f s; raw and Redrive with one thread for the main topic,"
                        + " tuned spring-kafka with 6",
                duration.toMillis() / 1e3);
    }

    @Override
    public boolean takes(Contestant contestant) {
        return contestant.kind() != Kind.WITHOUT_RETRIES;
    }

    @Override
    public Findings run(Contestant contestant, Ground ground) throws InterruptedException {
        double capacity = capacity(contestant, ground);
        double offered = capacity / 2;
        Run without = run(contestant, ground, FAILURES.never(), offered);
        Run with = run(contestant, ground, FAILURES, offered);
        Workload workload = workload(FAILURES, offered);
        Map<Metric, Double> healthy = without.metrics(workload);
        Map<Metric, Double> poisoned = with.metrics(workload);
        var metrics = new LinkedHashMap<Metric, Double>();
        metrics.put(CAPACITY, capacity);
        metrics.put(OFFERED, offered);
        put(metrics, HEALTHY_RATE, poisoned.get(Metric.MAIN_FLOW), healthy.get(Metric.MAIN_FLOW));
        put(metrics, LATENCY_RATIO, poisoned.get(Metric.LATENCY_P99), healthy.get(Metric.LATENCY_P99));
        put(metrics, LATENCY_WITHOUT, healthy.get(Metric.LATENCY_P99), 1.0);
        metrics.putAll(poisoned);
        return new Findings(metrics, with.allLateness());
    }

    private double capacity(Contestant contestant, Ground ground) throws InterruptedException {
        var workload = new Workload(id(), "capacity", samples, FAILURES, new Arrival.Live(Arrival.Live.UNLIMITED));
        Duration limit = duration.compareTo(ground.limit()) < 0 ? duration : ground.limit();
        Run run = new Delivery(contestant, workload, ground, limit).run();
        // The delays count, too: most of what is retried is done meanwhile, and a capacity should rather be too small.
        double seconds = run.end().secondsSince(run.start());
        return Math.max(Workload.PARTITIONS, run.ended()) / seconds;
    }

    private Run run(Contestant contestant, Ground ground, Failures failures, double offered)
            throws InterruptedException {
        return new Delivery(contestant, workload(failures, offered), ground, duration).run();
    }

    private Workload workload(Failures failures, double offered) {
        int records = Math.max(10 * Workload.PARTITIONS, (int) (offered * duration.toMillis() / 1e3));
        return new Workload(id(), "poisoned", records, failures, new Arrival.Live(offered));
    }

    private static void put(Map<Metric, Double> metrics, Metric metric, @Nullable Double value, @Nullable Double by) {
        if (value != null && by != null) {
            metrics.put(metric, value / by);
        }
    }
}
