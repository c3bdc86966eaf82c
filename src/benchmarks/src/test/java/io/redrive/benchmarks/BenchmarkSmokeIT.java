package io.redrive.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.benchmarks.broker.BrokerProcess;
import io.redrive.benchmarks.broker.BrokerSettings;
import io.redrive.benchmarks.contestant.Contestant;
import io.redrive.benchmarks.contestant.Contestants;
import io.redrive.benchmarks.measure.Run;
import io.redrive.benchmarks.workload.Scale;
import org.junit.jupiter.api.Test;

class BenchmarkSmokeIT {

    @Test
    void redeliversEveryRecordOnceAndNoneEarly() throws InterruptedException {
        Contestant raw = Contestants.all().stream()
                .filter(contestant -> contestant.name().equals("raw"))
                .findFirst()
                .orElseThrow();

        Run run;
        try (var broker = BrokerProcess.startNew(BrokerSettings.forTests())) {
            run = new Trial(broker.bootstrapServers()).run(raw, Scale.storm(2000));
        }

        assertThat(run.complete()).isTrue();
        assertThat(run.succeeded()).isEqualTo(2000);
        assertThat(run.duplicates()).isZero();
        assertThat(run.early()).isZero();
    }
}
