package io.redrive.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redrive.campaign.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OptionsTests {

    @Test
    void takesEveryScenarioAndANewSeedWhenNothingIsAskedFor() {
        Options options = Options.parse();

        assertThat(options.scenarios()).hasSizeGreaterThan(5);
        assertThat(options.seeds().count()).isEqualTo(1);
        assertThat(options.seeds().own()).isFalse();
        assertThat(options.list()).isFalse();
        assertThat(options.transactions()).isFalse();
    }

    @Test
    void takesWhatIsAskedFor() {
        Options options =
                Options.parse("--seed", "17", "--seeds", "3", "--scenarios", "none,zombies", "--minutes", "7");

        assertThat(options.seeds()).isEqualTo(new Options.Seeds(17, 3, false));
        assertThat(options.scenarios()).extracting(Scenario::name).containsExactly("none", "zombies");
        assertThat(options.limits().budget()).isEqualTo(Duration.ofMinutes(7));
    }

    @Test
    void givesEachScenarioItsOwnSeedOnlyWhenAskedTo() {
        Options.Seeds own =
                Options.parse("--seed", "100", "--seeds", "2", "--own-seeds").seeds();
        Options.Seeds common = Options.parse("--seed", "100", "--seeds", "2").seeds();

        assertThat(List.of(own.of(0, 0, 40), own.of(0, 39, 40), own.of(1, 0, 40)))
                .containsExactly(100L, 139L, 140L);
        assertThat(List.of(common.of(0, 0, 40), common.of(0, 39, 40), common.of(1, 0, 40)))
                .containsExactly(100L, 100L, 101L);
    }

    @Test
    void letsListenersRunInTransactions() {
        assertThat(Options.parse("--transactions").transactions()).isTrue();
    }

    @Test
    void sendsAsManyRecordsForAsLongAsAskedTo() {
        Options options = Options.parse(
                "--scenarios",
                "kill-instances",
                "--rate",
                "400",
                "--seconds",
                "300",
                "--failing",
                "2",
                "--transactions");

        assertThat(options.scenarios()).singleElement().satisfies(scenario -> {
            assertThat(scenario.name()).isEqualTo("kill-instances");
            assertThat(scenario.load()).isEqualTo(Duration.ofMinutes(5));
            assertThat(scenario.setup(new SplittableRandom(1)).traffic().perSecond())
                    .isEqualTo(400);
            assertThat(scenario.setup(new SplittableRandom(1)).traffic().failing())
                    .isEqualTo(2);
        });
        assertThat(options.transactions()).isTrue();
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Options.parse("--fast")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Options.parse("--seed")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Options.parse("--scenarios", "peace"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kill-instances");
    }
}
