package io.redrive.benchmarks;

import io.redrive.benchmarks.trial.BacklogTrial;
import io.redrive.benchmarks.trial.DeliveryTrial;
import io.redrive.benchmarks.trial.FootprintTrial;
import io.redrive.benchmarks.trial.PoisonedTrial;
import io.redrive.benchmarks.trial.Trial;
import io.redrive.benchmarks.workload.Arrival;
import io.redrive.benchmarks.workload.Failing;
import io.redrive.benchmarks.workload.Failures;
import io.redrive.benchmarks.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How large the workloads are, and how much time there is for all of them. */
enum Scale {
    /** For a first impression. */
    QUICK(Duration.ofSeconds(3), Duration.ofSeconds(160)) {
        @Override
        List<Trial> trials() {
            return List.of(
                    storm(20_000),
                    healthy(300_000),
                    dead(2_000),
                    exponential(500),
                    mixed(50_000),
                    calm(200),
                    new FootprintTrial("W6", 5, false),
                    new FootprintTrial("W6-dlt", 5, true),
                    new BacklogTrial(50_000, Duration.ofMillis(500), 2),
                    new PoisonedTrial(6_000, Duration.ofSeconds(1)));
        }

        @Override
        List<Trial> warmUp() {
            return List.of(storm(2_000), healthy(50_000));
        }

        @Override
        Rounds rounds(Trial trial) {
            return of(QUICK_ROUNDS, trial);
        }
    },

    /** For publishing. */
    FULL(Duration.ofSeconds(30), Duration.ofMinutes(28)) {
        @Override
        List<Trial> trials() {
            return List.of(
                    storm(500_000),
                    healthy(2_000_000),
                    dead(20_000),
                    exponential(5_000),
                    mixed(200_000),
                    calm(2_000),
                    new FootprintTrial("W6", 25, false),
                    new FootprintTrial("W6-dlt", 25, true),
                    new BacklogTrial(1_000_000, Duration.ofSeconds(2), 6),
                    new PoisonedTrial(300_000, Duration.ofSeconds(5)));
        }

        @Override
        List<Trial> warmUp() {
            return List.of(storm(300_000), storm(300_000), healthy(300_000));
        }

        @Override
        Rounds rounds(Trial trial) {
            return of(FULL_ROUNDS, trial);
        }
    };

    /** As many as the time allows of what a bar depends on, and of the rest enough to see it. W2 has one to spare. */
    private static final Map<String, Rounds> FULL_ROUNDS = Map.of(
            "W1", new Rounds(4, 1, 1),
            "W2", new Rounds(10, 1, 1),
            "W3", new Rounds(4, 1, 1),
            "W4", new Rounds(4, 1, 1),
            "W5", new Rounds(4, 4, 1),
            "W6", Rounds.equal(3),
            "W6-dlt", Rounds.equal(3),
            "W7", new Rounds(3, 1, 1),
            "W8", new Rounds(2, 1, 1),
            "W9", new Rounds(4, 1, 0));

    /** Enough to see that all works, and how Redrive does; spring-kafka is too slow to take part in everything. */
    private static final Map<String, Rounds> QUICK_ROUNDS = Map.of(
            "W1", Rounds.equal(1),
            "W2", new Rounds(1, 0, 0),
            "W3", new Rounds(1, 1, 0),
            "W4", new Rounds(1, 0, 0),
            "W5", new Rounds(1, 0, 0),
            "W6", Rounds.equal(1),
            "W6-dlt", new Rounds(1, 0, 0),
            "W7", new Rounds(1, 0, 0),
            "W8", new Rounds(1, 0, 0),
            "W9", new Rounds(1, 0, 0));

    private final Duration limit;
    private final Duration budget;

    Scale(Duration limit, Duration budget) {
        this.limit = limit;
        this.budget = budget;
    }

    /** All workloads. */
    abstract List<Trial> trials();

    /** What is run before anything counts. */
    abstract List<Trial> warmUp();

    /** How long a system may take for each of them. */
    Duration warmUpLimit() {
        return this == QUICK ? Duration.ofSeconds(1) : Duration.ofSeconds(8);
    }

    /** How often a workload is run. */
    abstract Rounds rounds(Trial trial);

    /** How long a system may take for a workload before it is stopped. */
    Duration limit() {
        return limit;
    }

    /** After which time nothing new is begun. */
    Duration budget() {
        return budget;
    }

    private static Rounds of(Map<String, Rounds> rounds, Trial trial) {
        return Objects.requireNonNull(rounds.get(trial.id()), trial::id);
    }

    private static Trial storm(int records) {
        var failures = Failures.once(new Failing.Everyone(), Duration.ofSeconds(1));
        return preloaded("W1", "storm, every record fails once and is due again after 1 s", records, failures);
    }

    private static Trial healthy(int records) {
        return preloaded("W2", "healthy, no record fails", records, Failures.none());
    }

    private static Trial dead(int records) {
        var failures = Failures.always(new Failing.Everyone(), 3, Duration.ofMillis(200));
        return preloaded("W3", "dead, every record fails at 3 attempts, 200 ms apart", records, failures);
    }

    private static Trial exponential(int records) {
        var failures = new Failures(new Failing.Everyone(), 3, 4, Duration.ofMillis(500), 2);
        return preloaded("W4", "exponential, every record fails 3 times, 500, 1000 and 2000 ms", records, failures);
    }

    private static Trial mixed(int records) {
        var failures = Failures.once(new Failing.One(100), Duration.ofSeconds(1));
        return preloaded("W5", "mixed, 1 % fail once and are due again after 1 s", records, failures);
    }

    private static Trial calm(int records) {
        var failures = Failures.once(new Failing.Everyone(), Duration.ofMillis(500));
        return new DeliveryTrial(new Workload(
                "W7",
                "calm, every record fails once and is due again after 500 ms",
                records,
                failures,
                new Arrival.Live(100)));
    }

    private static Trial preloaded(String id, String title, int records, Failures failures) {
        return new DeliveryTrial(new Workload(id, title, records, failures, new Arrival.Preloaded()));
    }
}
