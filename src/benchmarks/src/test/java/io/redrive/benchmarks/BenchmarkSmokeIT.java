package io.redrive.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redrive.benchmarks.broker.BrokerProcess;
import io.redrive.benchmarks.broker.BrokerSettings;
import io.redrive.benchmarks.contestant.Contestants;
import io.redrive.benchmarks.measure.Metric;
import io.redrive.benchmarks.trial.Findings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchmarkSmokeIT {

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
    void deliversEveryAttemptOnceAndNoneEarly(String system) {
        try (var process = SystemProcess.start(system, Scale.QUICK, broker.bootstrapServers())) {
            Findings findings = process.run(new Order(false, "W3"));
            // Where the machine is busy, it may end before all is done.
            for (int again = 0; again < 3 && findings.metrics().get(Metric.STOPPED) > 0; again++) {
                assertNothingIsDuplicateOrEarly(findings);
                findings = process.run(new Order(false, "W3"));
            }

            assertNothingIsDuplicateOrEarly(findings);
            assertThat(findings.metrics())
                    .containsEntry(Metric.STOPPED, 0.0)
                    .containsKeys(Metric.TOTAL, Metric.latenessP99(2));
            assertThat(findings.lateness().values()).hasSize(2 * 2_000);
        }
    }

    private static void assertNothingIsDuplicateOrEarly(Findings findings) {
        assertThat(findings.metrics()).containsEntry(Metric.DUPLICATES, 0.0).containsEntry(Metric.EARLY, 0.0);
    }

    @Test
    void toldThatItFailed() {
        try (var process = SystemProcess.start(Contestants.RAW, Scale.QUICK, broker.bootstrapServers())) {
            assertThatThrownBy(() -> process.run(new Order(false, "W0"))).hasMessageContaining("no workload W0");
            assertThat(process.run(new Order(false, "W2")).metrics()).containsKey(Metric.RATE);
        }
    }
}
