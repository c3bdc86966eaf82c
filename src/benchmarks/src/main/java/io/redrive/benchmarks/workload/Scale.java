package io.redrive.benchmarks.workload;

import java.time.Duration;
import java.util.List;

/** How large the workloads are. */
public enum Scale {
    /** For a first impression, in less than three minutes. */
    QUICK(50_000, 500_000, 500),
    /** For comparing two versions. */
    NORMAL(50_000, 2_000_000, 2_000),
    /** For publishing. */
    FULL(500_000, 2_000_000, 2_000);

    private final int storm;
    private final int healthy;
    private final int calm;

    Scale(int storm, int healthy, int calm) {
        this.storm = storm;
        this.healthy = healthy;
        this.calm = calm;
    }

    /** All workloads in this size. */
    public List<Workload> workloads() {
        return List.of(storm(storm), healthy(healthy), calm(calm));
    }

    /** A backlog in which every record fails once. */
    public static Workload storm(int records) {
        var failures = new Failures.FirstAttempts(Duration.ofSeconds(1));
        return new Workload("W1", "storm, every record fails once", records, failures, new Arrival.Preloaded());
    }

    private static Workload healthy(int records) {
        return new Workload("W2", "healthy, no record fails", records, new Failures.None(), new Arrival.Preloaded());
    }

    private static Workload calm(int records) {
        var failures = new Failures.FirstAttempts(Duration.ofMillis(500));
        return new Workload("W7", "calm, every record fails once", records, failures, new Arrival.Live(100));
    }
}
