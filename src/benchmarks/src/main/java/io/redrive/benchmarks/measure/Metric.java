package io.redrive.benchmarks.measure;

/**
 * What is measured.
 *
 * @param label name in reports
 * @param unit unit in reports
 * @param comparable whether the ratio of two systems says anything
 */
public record Metric(String label, String unit, boolean comparable) {

    /** From the first listener call to the last success, or the last dead letter. */
    public static final Metric TOTAL = of("total", "s");
    /** What remains of that without the delays that were asked for. */
    public static final Metric BEYOND_DELAY = of("beyond delay", "s");
    /** Records that reached their end, by the total time. */
    public static final Metric RATE = of("rate", "records/s");
    /** Records that never fail, by the time until the last of them. */
    public static final Metric MAIN_FLOW = of("main flow", "records/s");
    /** Median time from the due time to the entry into the listener. */
    public static final Metric LATENESS_P50 = of("lateness p50", "ms");
    /** The same for the latest 1 of 100. */
    public static final Metric LATENESS_P99 = of("lateness p99", "ms");
    /** The latest of all. */
    public static final Metric LATENESS_MAX = of("lateness max", "ms");
    /** Median time from the send of a record that never fails to the entry into the listener. */
    public static final Metric LATENCY_P50 = of("latency p50", "ms");
    /** The same for the slowest 1 of 100. */
    public static final Metric LATENCY_P99 = of("latency p99", "ms");
    /** Processor time of the whole JVM by record. */
    public static final Metric CPU = of("cpu", "µs/record");
    /** Processor time of the whole JVM by failed attempt, where nothing else happens. */
    public static final Metric CPU_PER_FAILURE = of("cpu per failure", "µs/failure");
    /** Records delivered before they were due. */
    public static final Metric EARLY = count("early", "records");
    /** Deliveries of records that had been delivered before at the same attempt, and dead letters too many. */
    public static final Metric DUPLICATES = count("duplicates", "records");
    /** Whether the run was stopped because it took too long. */
    public static final Metric STOPPED = count("stopped", "runs");

    /** Threads that an application adds. */
    public static final Metric THREADS = of("threads", "threads");
    /** Consumers that it has. */
    public static final Metric CONSUMERS = of("consumers", "consumers");
    /** Connections that its Kafka clients have. */
    public static final Metric CONNECTIONS = of("connections", "connections");
    /** Heap that it occupies. */
    public static final Metric HEAP = of("heap", "MiB");
    /** From the start of an application until all of its consumers have partitions, its topics being there. */
    public static final Metric START = of("start", "s");
    /** From the request to stop until nothing is left of it. */
    public static final Metric STOP = of("stop", "s");
    /** Processor time it uses while nothing is to be done, of one core. */
    public static final Metric IDLE_CPU = of("idle cpu", "% of a core");

    /** What is measured, and can be compared. */
    public static Metric of(String label, String unit) {
        return new Metric(label, unit, true);
    }

    /** What is counted, and is best zero. */
    public static Metric count(String label, String unit) {
        return new Metric(label, unit, false);
    }

    /** {@link #LATENESS_P99} of one retry of several; the first is 1. */
    public static Metric latenessP99(int retry) {
        return of("lateness p99, retry " + retry, "ms");
    }
}
