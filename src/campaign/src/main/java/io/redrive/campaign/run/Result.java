package io.redrive.campaign.run;

import io.redrive.campaign.check.Verdict;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What came of a scenario with a seed.
 *
 * @param scenario name of the scenario
 * @param seed the seed
 * @param setup what it was tried on
 * @param verdict what the checker says; null when the run broke off
 * @param failure why it broke off; null when it did not
 * @param directory where its journals and logs are
 */
public record Result(
        String scenario,
        long seed,
        String setup,
        @Nullable Verdict verdict,
        @Nullable String failure,
        Path directory) {

    /** Whether every promise was kept. */
    public boolean isGood() {
        return verdict != null && verdict.isGood();
    }
}
