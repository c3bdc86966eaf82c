package io.redrive.benchmarks;

import io.redrive.benchmarks.contestant.Contestant;
import io.redrive.benchmarks.contestant.Contestant.Kind;
import io.redrive.benchmarks.contestant.Contestants;

/**
 * How often a workload is run.
 *
 * @param all rounds of Redrive and its limits
 * @param tuned rounds of those that spring-kafka takes part in, tuned
 * @param untuned rounds of those that spring-kafka takes part in at its defaults, which takes its time
 */
record Rounds(int all, int tuned, int untuned) {

    /** The same for every system. */
    static Rounds equal(int all) {
        return new Rounds(all, all, all);
    }

    /** Whether a system takes part in a round, from 1 on; those that take part in few are spread evenly. */
    boolean include(Contestant contestant, int round) {
        int own = of(contestant);
        return round * own / all > (round - 1) * own / all;
    }

    /** Whether a system takes part in any round. */
    boolean includes(Contestant contestant) {
        return of(contestant) > 0;
    }

    private int of(Contestant contestant) {
        if (contestant.kind() != Kind.ALTERNATIVE) {
            return all;
        }
        return contestant.name().equals(Contestants.SPRING) ? untuned : tuned;
    }
}
