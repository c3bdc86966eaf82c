package io.redrive.benchmarks.trial;

import java.time.Duration;

/** Where systems run: a broker, and what is known of the runs on it. For one thread. */
public final class Ground {

    private final String bootstrapServers;
    private final Duration limit;
    private int runs;

    /**
     * Takes a broker.
     *
     * @param limit how long a system may take for a workload before it is stopped
     */
    public Ground(String bootstrapServers, Duration limit) {
        this.bootstrapServers = bootstrapServers;
        this.limit = limit;
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    Duration limit() {
        return limit;
    }

    /** A name that no other run has. */
    String nextRun(String system) {
        return system + "-" + ++runs;
    }
}
