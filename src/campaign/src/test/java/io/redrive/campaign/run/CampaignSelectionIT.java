package io.redrive.campaign.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.campaign.scenario.Scenario;
import io.redrive.campaign.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two scenarios in short, with a new seed in every build. {@code -Dcampaign.seed=<n>} repeats one, {@code -Dcampaign.scenarios=<names>}
 * chooses others.
 */
class CampaignSelectionIT {

    /** What instances and the network between them and the brokers do, which needs no broker to restart. */
    private static final List<List<String>> ONE_OF_EACH = List.of(
            List.of(
                    "kill-instances",
                    "kill-all-instances",
                    "rolling-update",
                    "come-and-go-eager",
                    "come-and-go-cooperative",
                    "come-and-go-consumer"),
            List.of("responses-dropped", "requests-dropped", "half-open", "cut", "resets", "retention-nobody-runs"));

    private static final int MOST_NEW_SEEDS = 1_000_000;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void keepsEveryPromiseUnderFaultsOfANewSeed() throws IOException {
        long seed = Long.getLong("campaign.seed", ThreadLocalRandom.current().nextInt(MOST_NEW_SEEDS));
        List<String> names = selected(seed);
        System.out.println("campaign: -Dcampaign.seed=" + seed + " -Dcampaign.scenarios=" + String.join(",", names));

        List<Result> results = new ArrayList<>();
        try (Runner runner =
                new Runner(directory.toAbsolutePath(), false, step -> System.out.println("campaign:   " + step))) {
            for (String name : names) {
                Scenario scenario = new Brief(Scenarios.named(name));
                results.add(runner.run(scenario, seed));
            }
        }

        results.forEach(result -> System.out.println("campaign: " + result));
        assertThat(results).hasSameSizeAs(names).allMatch(Result::isGood);
        assertThat(results)
                .allSatisfy(result -> assertThat(result.verdict()).satisfies(verdict -> {
                    assertThat(verdict.figure("sent")).isGreaterThan(100);
                    assertThat(verdict.figure("dead")).isPositive();
                }));
    }

    private static List<String> selected(long seed) {
        String asked = System.getProperty("campaign.scenarios");
        if (asked != null) {
            return List.of(asked.split(",", -1));
        }
        Random random = new Random(seed);
        return ONE_OF_EACH.stream()
                .map(names -> names.get(random.nextInt(names.size())))
                .toList();
    }
}
