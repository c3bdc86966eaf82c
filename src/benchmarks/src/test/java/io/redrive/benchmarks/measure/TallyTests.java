package io.redrive.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redrive.benchmarks.workload.Arrival;
import io.redrive.benchmarks.workload.Failures;
import io.redrive.benchmarks.workload.Workload;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TallyTests {

    @Test
    void countsRecordsThatSucceedAtOnce() throws InterruptedException {
        var tally = new Tally(workload(2, new Failures.None()));

        tally.firstAttempt(0);
        assertThat(tally.awaitAll(Duration.ZERO)).isFalse();
        tally.firstAttempt(0);
        tally.firstAttempt(1);

        assertThat(tally.awaitAll(Duration.ZERO)).isTrue();
        assertThat(tally.run().succeeded()).isEqualTo(2);
        assertThat(tally.run().duplicates()).isEqualTo(1);
        assertThat(tally.run().complete()).isTrue();
    }

    @Test
    void failsFirstAttemptsAndTakesRetries() throws InterruptedException {
        var tally = new Tally(workload(1, new Failures.FirstAttempts(Duration.ZERO)));

        assertThatThrownBy(() -> tally.firstAttempt(0)).isInstanceOf(ListenerFailure.class);
        long dueAtMs = System.currentTimeMillis();
        tally.retry(0, dueAtMs);
        tally.retry(0, dueAtMs);

        assertThat(tally.awaitAll(Duration.ZERO)).isTrue();
        assertThat(tally.run().duplicates()).isEqualTo(1);
        assertThat(tally.run().early()).isZero();
        assertThat(tally.run().latenessMicros().at(100)).isNotNegative();
    }

    @Test
    void countsRetriesBeforeTheirDueTime() {
        var tally = new Tally(workload(1, new Failures.FirstAttempts(Duration.ofHours(1))));

        assertThatThrownBy(() -> tally.firstAttempt(0)).isInstanceOf(ListenerFailure.class);
        tally.retry(0, System.currentTimeMillis() + 60_000);

        assertThat(tally.run().early()).isEqualTo(1);
        assertThat(tally.run().latenessMicros().at(100)).isNegative();
    }

    @Test
    void countsRetriesWhoseDueTimeIsTooEarly() {
        var tally = new Tally(workload(1, new Failures.FirstAttempts(Duration.ofHours(1))));

        assertThatThrownBy(() -> tally.firstAttempt(0)).isInstanceOf(ListenerFailure.class);
        tally.retry(0, System.currentTimeMillis());

        assertThat(tally.run().early()).isEqualTo(1);
    }

    private static Workload workload(int records, Failures failures) {
        return new Workload("W", "test", records, failures, new Arrival.Preloaded());
    }
}
