package io.redrive.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTests {

    @Test
    void beginsNothingForWhichThereIsNoTime() {
        var progress = new Progress(Duration.ofNanos(-1));

        assertThat(progress.begin("W1", "raw")).isFalse();

        assertThat(progress.missing()).containsExactly("W1 raw (no time left)");
    }

    @Test
    void remembersWhatHasFailed() {
        var progress = new Progress(Duration.ofHours(1));

        assertThat(progress.begin("W1", "raw")).isTrue();
        progress.failed("W1", "raw", new IllegalStateException("broken on purpose, for this test"));

        assertThat(progress.missing()).containsExactly("W1 raw (failed)");
    }
}
