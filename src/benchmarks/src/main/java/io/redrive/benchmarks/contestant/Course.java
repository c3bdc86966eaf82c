package io.redrive.benchmarks.contestant;

import io.redrive.benchmarks.measure.Listener;
import io.redrive.benchmarks.workload.Workload;

/**
 * What a contestant gets for one run.
 *
 * @param bootstrapServers the broker
 * @param topic main topic, which exists; all topics a contestant adds have names that begin like it
 * @param workload what is, or will be, on the topic
 * @param listener what each record is delivered to
 */
public record Course(String bootstrapServers, String topic, Workload workload, Listener listener) {

    /** Consumer group of the listener. */
    public String group() {
        return "benchmark";
    }
}
