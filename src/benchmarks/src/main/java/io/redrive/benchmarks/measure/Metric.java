package io.redrive.benchmarks.measure;

/** What is measured. */
public enum Metric {
    /** From the first listener call to the last success. */
    TOTAL("total", "s", true),
    /** What remains of that without the delay that was asked for. */
    BEYOND_DELAY("beyond delay", "s", true),
    /** Records that succeeded, by the total time. */
    RATE("rate", "records/s", true),
    /** Median time from the due time to the entry into the listener. */
    LATENESS_P50("lateness p50", "ms", true),
    /** The same for the latest 1 of 100. */
    LATENESS_P99("lateness p99", "ms", true),
    /** The latest of all. */
    LATENESS_MAX("lateness max", "ms", true),
    /** Processor time of the whole JVM by record. */
    CPU("cpu", "µs/record", true),
    /** Records delivered before they were due. */
    EARLY("early", "records", false),
    /** Deliveries of records that had been delivered before at the same attempt. */
    DUPLICATES("duplicates", "records", false),
    /** Whether the run was stopped because it took too long. */
    STOPPED("stopped", "runs", false);

    private final String label;
    private final String unit;
    private final boolean comparable;

    Metric(String label, String unit, boolean comparable) {
        this.label = label;
        this.unit = unit;
        this.comparable = comparable;
    }

    /** Name in reports. */
    public String label() {
        return label;
    }

    /** Unit in reports. */
    public String unit() {
        return unit;
    }

    /** Whether the ratio of two systems says anything. */
    public boolean comparable() {
        return comparable;
    }
}
