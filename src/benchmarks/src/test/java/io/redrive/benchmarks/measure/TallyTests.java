package io.redrive.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redrive.benchmarks.workload.Arrival;
import io.redrive.benchmarks.workload.Failing;
import io.redrive.benchmarks.workload.Failures;
import io.redrive.benchmarks.workload.Workload;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TallyTests {

    private static final Failing ALL = new Failing.Everyone();

    @Test
    void countsRecordsThatSucceedAtOnce() throws InterruptedException {
        var tally = new Tally(workload(2, Failures.none()));

        tally.deliver(0, 1, 0);
        assertThat(tally.awaitAll(Duration.ZERO)).isFalse();
        tally.deliver(0, 1, 0);
        tally.deliver(1, 1, 0);

        assertThat(tally.awaitAll(Duration.ZERO)).isTrue();
        assertThat(tally.run().ended()).isEqualTo(2);
        assertThat(tally.run().duplicates()).isEqualTo(1);
        assertThat(tally.run().complete()).isTrue();
    }

    @Test
    void failsFirstAttemptsAndTakesRetries() throws InterruptedException {
        var tally = new Tally(workload(1, Failures.once(ALL, Duration.ZERO)));

        fail(tally, 0, 1, 0);
        long dueAtMs = System.currentTimeMillis();
        tally.deliver(0, 2, dueAtMs);
        tally.deliver(0, 2, dueAtMs);

        assertThat(tally.awaitAll(Duration.ZERO)).isTrue();
        assertThat(tally.run().duplicates()).isEqualTo(1);
        assertThat(tally.run().early()).isZero();
        assertThat(tally.run().allLateness().at(100)).isNotNegative();
    }

    @Test
    void endsRecordsThatFailAtEveryAttempt() throws InterruptedException {
        var tally = new Tally(workload(1, Failures.always(ALL, 3, Duration.ZERO)));

        fail(tally, 0, 1, 0);
        fail(tally, 0, 2, System.currentTimeMillis());
        assertThat(tally.awaitAll(Duration.ZERO)).isFalse();
        fail(tally, 0, 3, System.currentTimeMillis());
        tally.deadLetters(3);

        assertThat(tally.awaitAll(Duration.ZERO)).isTrue();
        assertThat(tally.run().failed()).isEqualTo(3);
        assertThat(tally.run().lateness()).hasSize(2);
        assertThat(tally.run().duplicates()).isEqualTo(2);
    }

    @Test
    void countsRetriesBeforeTheirDueTime() {
        var tally = new Tally(workload(1, Failures.once(ALL, Duration.ofHours(1))));

        fail(tally, 0, 1, 0);
        tally.deliver(0, 2, System.currentTimeMillis() + 60_000);

        assertThat(tally.run().early()).isEqualTo(1);
        assertThat(tally.run().allLateness().at(100)).isNegative();
    }

    @Test
    void countsRetriesWhoseDueTimeIsTooEarly() {
        var tally = new Tally(workload(1, Failures.once(ALL, Duration.ofHours(1))));

        fail(tally, 0, 1, 0);
        tally.deliver(0, 2, System.currentTimeMillis());

        assertThat(tally.run().early()).isEqualTo(1);
    }

    @Test
    void marksTheLastRecordThatNeverFails() {
        var tally = new Tally(workload(7, Failures.once(new Failing.OnPartition(0), Duration.ZERO)));

        for (int record = 1; record < 6; record++) {
            assertThat(tally.run().lastOfMain()).isNull();
            tally.deliver(record, 1, 0);
        }

        assertThat(tally.run().lastOfMain()).isNotNull();
        assertThat(tally.run().complete()).isFalse();
    }

    @Test
    void takesNothingMoreWhenItWasStopped() {
        var tally = new Tally(workload(2, Failures.none()));

        tally.deliver(0, 1, 0);
        tally.stop();
        tally.deliver(1, 1, 0);

        assertThat(tally.run().ended()).isEqualTo(1);
        assertThat(tally.run().complete()).isFalse();
    }

    private static void fail(Tally tally, int record, int attempt, long dueAtMs) {
        assertThatThrownBy(() -> tally.deliver(record, attempt, dueAtMs)).isInstanceOf(ListenerFailure.class);
    }

    private static Workload workload(int records, Failures failures) {
        return new Workload("W", "test", records, failures, new Arrival.Preloaded());
    }
}
