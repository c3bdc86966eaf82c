package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redrive.consume.AttemptOutcome;
import io.redrive.consume.Holdings;
import io.redrive.consume.RetryMetrics;
import io.redrive.consume.TopicRole;
import io.redrive.route.DeadLetterReason;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MicrometerMetricsSourceTests {

    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final MicrometerMetricsSource source = new MicrometerMetricsSource(registry);

    @Test
    void countsAttemptsByRoleAndOutcome() {
        RetryMetrics metrics = source.of("orders", new Holdings());

        metrics.attempted(TopicRole.MAIN, AttemptOutcome.PROCESSED);
        metrics.attempted(TopicRole.RETRY, AttemptOutcome.DEAD);
        metrics.attempted(TopicRole.RETRY, AttemptOutcome.DEAD);

        assertThat(attempts("main", "processed")).isEqualTo(1);
        assertThat(attempts("retry", "dead")).isEqualTo(2);
        assertThat(attempts("main", "dead")).isZero();
    }

    @Test
    void countsRetriesInPlaceApartFromAttempts() {
        RetryMetrics metrics = source.of("orders", new Holdings());

        metrics.triedInPlace();

        assertThat(registry.get("redrive.blocking.retries")
                        .tag("listener", "orders")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.find("redrive.attempts").counters()).allMatch(each -> each.count() == 0);
    }

    @Test
    void countsDeadLettersByReason() {
        source.of("orders", new Holdings()).deadLettered(DeadLetterReason.TIMED_OUT);

        assertThat(registry.get("redrive.dead.letters")
                        .tags("listener", "orders", "reason", "timed-out")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void timesForwardsByTheRegistrysClockAndLateness() {
        RetryMetrics metrics = source.of("orders", new Holdings());

        long started = metrics.nanoTime();
        clock.add(30, TimeUnit.MILLISECONDS);
        metrics.forwarded(TopicRole.DEAD_LETTER, started);
        metrics.retried(7);
        metrics.retried(-1);

        assertThat(registry.get("redrive.forwards")
                        .tag("to", "dead-letter")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(30);
        assertThat(registry.get("redrive.lateness").timer().count()).isEqualTo(2);
        assertThat(registry.get("redrive.lateness").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(7);
    }

    @Test
    void aListenerThatIsMadeAnewGoesOnWithTheSameMeters() {
        source.of("orders", new Holdings()).forwardFailed();
        source.of("orders", new Holdings()).forwardFailed();

        assertThat(registry.get("redrive.forward.failures").counter().count()).isEqualTo(2);
        assertThat(registry.get("redrive.held.records").gauge().value()).isZero();
    }

    @Test
    void tagsAreBounded() {
        source.of("orders", new Holdings());

        Set<String> tags = registry.getMeters().stream()
                .map(Meter::getId)
                .map(Meter.Id::getTags)
                .flatMap(List::stream)
                .map(Tag::getKey)
                .collect(Collectors.toSet());

        // The last one is that of the buckets.
        assertThat(tags).containsExactlyInAnyOrder("listener", "role", "outcome", "reason", "to", "le");
    }

    private double attempts(String role, String outcome) {
        return registry.get("redrive.attempts")
                .tags("listener", "orders", "role", role, "outcome", outcome)
                .counter()
                .count();
    }
}
