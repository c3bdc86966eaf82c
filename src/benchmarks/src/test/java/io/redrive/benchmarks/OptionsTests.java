package io.redrive.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTests {

    @Test
    void readsAllOptions() {
        Options options = Options.parse(
                "--quick",
                "--rounds",
                "7",
                "--minutes",
                "5",
                "--workloads",
                "W1,W7",
                "--systems",
                "raw,redrive",
                "--output",
                "out");

        assertThat(options)
                .isEqualTo(new Options(
                        Scale.QUICK,
                        7,
                        Duration.ofMinutes(5),
                        List.of("W1", "W7"),
                        List.of("raw", "redrive"),
                        Path.of("out")));
    }

    @Test
    void endsInTime() {
        assertThat(Options.parse("--quick").budget()).isLessThan(Duration.ofMinutes(3));
        assertThat(Options.parse().budget()).isLessThan(Duration.ofMinutes(30));
    }

    @Test
    void publishesOnlyWhatIsComplete() {
        assertThat(Options.parse().output()).isEqualTo(Path.of("results"));
        assertThat(Options.parse("--quick").output()).isEqualTo(Path.of("target/benchmarks"));
        assertThat(Options.parse("--workloads", "W1").output()).isEqualTo(Path.of("target/benchmarks"));
        assertThat(Options.parse("--rounds", "1").output()).isEqualTo(Path.of("target/benchmarks"));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Options.parse("--fast")).hasMessageContaining("--fast");
        assertThatThrownBy(() -> Options.parse("--rounds")).hasMessageContaining("--rounds");
    }
}
