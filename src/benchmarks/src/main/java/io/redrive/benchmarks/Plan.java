package io.redrive.benchmarks;

import io.redrive.benchmarks.contestant.Contestant;
import io.redrive.benchmarks.trial.Trial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** The order of everything: the rounds of each workload are spread over the whole time, so that all meet the same weather. */
final class Plan {

    private Plan() {}

    /**
     * One round of one workload.
     *
     * @param trial the workload
     * @param round number of the round, from 1
     * @param of how many rounds there are
     * @param contestants the systems, in the order in which they take their turns
     */
    record Step(Trial trial, int round, int of, List<Contestant> contestants) {

        private double place() {
            return (round - 0.5) / of;
        }
    }

    static List<Step> of(List<Trial> trials, Function<Trial, Rounds> rounds, List<Contestant> contestants) {
        var steps = new ArrayList<Step>();
        for (Trial trial : trials) {
            Rounds own = rounds.apply(trial);
            for (int round = 1; round <= own.all(); round++) {
                int number = round;
                List<Contestant> takingPart = contestants.stream()
                        .filter(contestant -> trial.takes(contestant) && own.include(contestant, number))
                        .toList();
                steps.add(new Step(trial, round, own.all(), Rotation.of(takingPart, round)));
            }
        }
        // Stable: workloads at the same place keep their order.
        steps.sort(Comparator.comparingDouble(Step::place));
        return steps;
    }
}
