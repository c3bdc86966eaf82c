package io.redrive.campaign.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FaultPlansTests {

    static Stream<Scenario> scenarios() {
        return Stream.of(BrokerScenarios.all(), NetworkScenarios.all()).flatMap(List::stream);
    }

    @Test
    void haveNamesOfTheirOwn() {
        assertThat(scenarios().map(Scenario::name)).doesNotHaveDuplicates().hasSizeGreaterThan(30);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void areTheSameForTheSameSeed(Scenario scenario) {
        for (int seed = 0; seed < 20; seed++) {
            assertThat(told(scenario, seed)).isEqualTo(told(scenario, seed));
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void goForwardInTimeAndEndWithTheLoad(Scenario scenario) {
        for (int seed = 0; seed < 20; seed++) {
            List<Step> steps = plan(scenario, seed).steps();

            assertThat(steps).isNotEmpty().isSortedAccordingTo(Comparator.comparing(Step::at));
            assertThat(steps.get(steps.size() - 1).at()).isLessThanOrEqualTo(scenario.load());
        }
    }

    private static List<String> told(Scenario scenario, int seed) {
        return plan(scenario, seed).steps().stream()
                .map(step -> step.at() + " " + step.what())
                .toList();
    }

    private static Plan plan(Scenario scenario, int seed) {
        var random = new SplittableRandom(seed);
        return scenario.plan(random, scenario.setup(random), scenario.load());
    }
}
