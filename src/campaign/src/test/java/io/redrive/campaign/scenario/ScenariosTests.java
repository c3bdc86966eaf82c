package io.redrive.campaign.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScenariosTests {

    static List<Scenario> scenarios() {
        return Scenarios.all();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void drawTheSameFromTheSameSeed(Scenario scenario) {
        for (long seed = 0; seed < 20; seed++) {
            assertThat(drawn(scenario, seed)).isEqualTo(drawn(scenario, seed));
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void haveStepsInTheOrderOfTheirTimes(Scenario scenario) {
        for (long seed = 0; seed < 100; seed++) {
            List<Duration> times =
                    drawnPlan(scenario, seed).steps().stream().map(Step::at).toList();
            assertThat(times).isSorted().allMatch(at -> !at.isNegative());
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void haveNamesOfTheirOwn(Scenario scenario) {
        assertThat(Scenarios.named(scenario.name()).getClass()).isEqualTo(scenario.getClass());
    }

    private static List<String> drawn(Scenario scenario, long seed) {
        Setup setup = scenario.setup(new SplittableRandom(seed));
        List<String> drawn = drawnPlan(scenario, seed).steps().stream()
                .map(step -> step.at() + " " + step.what())
                .collect(Collectors.toCollection(ArrayList::new));
        drawn.add(setup.toString());
        return drawn;
    }

    private static Plan drawnPlan(Scenario scenario, long seed) {
        Setup setup = scenario.setup(new SplittableRandom(seed));
        return scenario.plan(new SplittableRandom(seed), setup, scenario.load());
    }
}
