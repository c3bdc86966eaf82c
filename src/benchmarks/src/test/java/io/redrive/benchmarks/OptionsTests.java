package io.redrive.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redrive.benchmarks.workload.Scale;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTests {

    @Test
    void readsAllOptions() {
        Options options = Options.parse(
                "--quick", "--rounds", "7", "--workloads", "W1,W7", "--systems", "raw,redrive", "--output", "out");

        assertThat(options)
                .isEqualTo(new Options(Scale.QUICK, 7, List.of("W1", "W7"), List.of("raw", "redrive"), Path.of("out")));
    }

    @Test
    void runsFewerRoundsWhenQuick() {
        assertThat(Options.parse("--quick").rounds()).isEqualTo(3);
        assertThat(Options.parse().rounds()).isEqualTo(5);
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Options.parse("--fast")).hasMessageContaining("--fast");
        assertThatThrownBy(() -> Options.parse("--rounds")).hasMessageContaining("--rounds");
    }

    @Test
    void startsEveryRoundWithAnotherSystem() {
        List<String> all = List.of("a", "b", "c");

        assertThat(Rotation.of(all, 0)).containsExactly("a", "b", "c");
        assertThat(Rotation.of(all, 1)).containsExactly("b", "c", "a");
        assertThat(Rotation.of(all, 5)).containsExactly("c", "a", "b");
    }
}
