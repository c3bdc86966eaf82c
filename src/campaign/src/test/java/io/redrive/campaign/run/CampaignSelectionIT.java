package io.redrive.campaign.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.campaign.scenario.Scenario;
import io.redrive.campaign.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A few scenarios with a new seed in every build. {@code -Dcampaign.seed=<n>} repeats one, {@code -Dcampaign.scenarios=<names>}
 * chooses others.
 */
class CampaignSelectionIT {

    private static final int MOST_NEW_SEEDS = 1_000_000;
    private static final int SCENARIOS = 3;
    private static final Duration LONGEST_LOAD = Duration.ofSeconds(25);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void keepsEveryPromiseUnderFaultsOfANewSeed() throws IOException {
        long seed = Long.getLong("campaign.seed", ThreadLocalRandom.current().nextInt(MOST_NEW_SEEDS));
        List<Scenario> scenarios = selected(seed);
        System.out.println("campaign: -Dcampaign.seed=" + seed + " -Dcampaign.scenarios="
                + String.join(",", scenarios.stream().map(Scenario::name).toList()));

        List<Result> results = new ArrayList<>();
        try (Runner runner = new Runner(directory.toAbsolutePath(), step -> {})) {
            for (Scenario scenario : scenarios) {
                results.add(runner.run(scenario, seed));
            }
        }

        results.forEach(result -> System.out.println("campaign: " + result));
        assertThat(results).allMatch(Result::isGood);
    }

    private static List<Scenario> selected(long seed) {
        String asked = System.getProperty("campaign.scenarios");
        if (asked != null) {
            return List.of(asked.split(",", -1)).stream().map(Scenarios::named).toList();
        }
        List<Scenario> scenarios = new ArrayList<>(Scenarios.all());
        // Long outages would be all that there is time for.
        scenarios.removeIf(scenario -> scenario.load().compareTo(LONGEST_LOAD) > 0);
        Collections.shuffle(scenarios, new Random(seed));
        return scenarios.subList(0, SCENARIOS);
    }
}
