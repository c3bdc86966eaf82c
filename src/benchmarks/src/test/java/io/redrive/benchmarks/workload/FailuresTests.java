package io.redrive.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FailuresTests {

    @Test
    void letsOneOfAHundredFailOnEveryPartition() {
        var failing = new Failing.One(100);

        int[] records = IntStream.range(0, 60_000).filter(failing::contains).toArray();

        assertThat(records).hasSize(600);
        for (int partition = 0; partition < Workload.PARTITIONS; partition++) {
            int number = partition;
            assertThat(IntStream.of(records).filter(record -> Workload.partitionOf(record) == number))
                    .hasSize(100);
        }
    }

    @Test
    void growsDelaysFromAttemptToAttempt() {
        var failures = new Failures(new Failing.Everyone(), 3, 4, Duration.ofMillis(500), 2);

        assertThat(failures.delayBefore(2)).hasMillis(500);
        assertThat(failures.delayBefore(4)).hasMillis(2000);
        assertThat(failures.allDelays()).hasMillis(3500);
        assertThat(failures.deadly()).isFalse();
    }

    @Test
    void endsInTheDeadLetterTopicWhereEveryAttemptFails() {
        var failures = Failures.always(new Failing.OnPartition(2), 3, Duration.ofMillis(200));

        assertThat(failures.deadly()).isTrue();
        assertThat(failures.retries()).isEqualTo(2);
        assertThat(failures.fails(8, 3)).isTrue();
        assertThat(failures.fails(9, 1)).isFalse();
    }

    @Test
    void canTellRecordsApartWithoutFailing() {
        var failures = Failures.always(new Failing.OnPartition(2), 3, Duration.ofMillis(200))
                .never();

        assertThat(failures.affects(8)).isTrue();
        assertThat(failures.fails(8, 1)).isFalse();
        assertThat(failures.any()).isFalse();
    }
}
