package io.redrive.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.benchmarks.broker.BrokerProcess;
import io.redrive.benchmarks.broker.BrokerSettings;
import io.redrive.benchmarks.contestant.Contestant;
import io.redrive.benchmarks.contestant.Contestants;
import io.redrive.benchmarks.measure.Metric;
import io.redrive.benchmarks.trial.DeliveryTrial;
import io.redrive.benchmarks.trial.Findings;
import io.redrive.benchmarks.trial.Ground;
import io.redrive.benchmarks.workload.Arrival;
import io.redrive.benchmarks.workload.Failing;
import io.redrive.benchmarks.workload.Failures;
import io.redrive.benchmarks.workload.Workload;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchmarkSmokeIT {

    private static final Failures DEADLY = Failures.always(new Failing.Everyone(), 3, Duration.ofMillis(50));
    private static final DeliveryTrial DEAD =
            new DeliveryTrial(new Workload("W3", "dead", 300, DEADLY, new Arrival.Preloaded()));

    private static BrokerProcess broker;

    @BeforeAll
    static void startBroker() {
        broker = BrokerProcess.startNew(BrokerSettings.forTests());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {Contestants.RAW, Contestants.REDRIVE})
    void deliversEveryAttemptOnceAndNoneEarly(String system) throws InterruptedException {
        Contestant contestant = Contestants.all().stream()
                .filter(candidate -> candidate.name().equals(system))
                .findFirst()
                .orElseThrow();

        Findings findings = DEAD.run(contestant, new Ground(broker.bootstrapServers(), Duration.ofSeconds(60)));

        assertThat(findings.metrics())
                .containsEntry(Metric.STOPPED, 0.0)
                .containsEntry(Metric.DUPLICATES, 0.0)
                .containsEntry(Metric.EARLY, 0.0)
                .containsKeys(Metric.TOTAL, Metric.latenessP99(2));
    }
}
