package io.redrive.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.benchmarks.contestant.Contestant;
import io.redrive.benchmarks.contestant.Contestants;
import io.redrive.benchmarks.trial.Trial;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanTests {

    private static final List<Trial> TRIALS = Scale.FULL.trials();
    private static final List<Contestant> ALL = Contestants.all();

    @Test
    void spreadsTheRoundsOfAllWorkloadsOverTheWholeTime() {
        List<Trial> trials = TRIALS.subList(0, 2);
        var rounds = Map.of("W1", Rounds.equal(1), "W2", Rounds.equal(3));

        List<Plan.Step> plan = Plan.of(trials, trial -> rounds.get(trial.id()), ALL);

        assertThat(plan)
                .extracting(step -> step.trial().id() + " " + step.round())
                .containsExactly("W2 1", "W1 1", "W2 2", "W2 3");
    }

    @Test
    void startsEveryRoundWithAnotherSystem() {
        assertThat(Rotation.of(List.of("a", "b", "c"), 0)).containsExactly("a", "b", "c");
        assertThat(Rotation.of(List.of("a", "b", "c"), 1)).containsExactly("b", "c", "a");
        assertThat(Rotation.of(List.of("a", "b", "c"), 5)).containsExactly("c", "a", "b");
    }

    @Test
    void letsSlowSystemsTakePartInAsManyRoundsAsTheyAreGiven() {
        var rounds = new Rounds(5, 3, 1);

        List<Plan.Step> plan = Plan.of(TRIALS.subList(0, 1), trial -> rounds, ALL);

        assertThat(count(plan, Contestants.REDRIVE)).isEqualTo(5);
        assertThat(count(plan, Contestants.TUNED)).isEqualTo(3);
        assertThat(count(plan, Contestants.SPRING)).isEqualTo(1);
        assertThat(count(plan, Contestants.PLAIN)).isZero();
    }

    @Test
    void comparesHealthyRecordsInNineRoundsAtLeast() {
        List<Plan.Step> plan = Plan.of(TRIALS.subList(1, 2), Scale.FULL::rounds, ALL);

        assertThat(count(plan, Contestants.REDRIVE)).isGreaterThanOrEqualTo(9);
        assertThat(count(plan, Contestants.PLAIN)).isGreaterThanOrEqualTo(9);
    }

    @Test
    void knowsTheRoundsOfEveryWorkload() {
        assertThat(TRIALS)
                .allSatisfy(trial -> assertThat(Scale.FULL.rounds(trial)).isNotNull());
    }

    private static long count(List<Plan.Step> plan, String system) {
        return plan.stream()
                .filter(step -> step.contestants().stream()
                        .anyMatch(contestant -> contestant.name().equals(system)))
                .count();
    }
}
