package io.redrive.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redrive.campaign.scenario.Scenario;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OptionsTests {

    @Test
    void takesEveryScenarioAndANewSeedWhenNothingIsAskedFor() {
        Options options = Options.parse();

        assertThat(options.scenarios()).hasSizeGreaterThan(5);
        assertThat(options.seeds()).isEqualTo(1);
        assertThat(options.list()).isFalse();
    }

    @Test
    void takesWhatIsAskedFor() {
        Options options =
                Options.parse("--seed", "17", "--seeds", "3", "--scenarios", "none,zombies", "--minutes", "7");

        assertThat(options.seed()).isEqualTo(17);
        assertThat(options.seeds()).isEqualTo(3);
        assertThat(options.scenarios()).extracting(Scenario::name).containsExactly("none", "zombies");
        assertThat(options.limits().budget()).isEqualTo(Duration.ofMinutes(7));
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
