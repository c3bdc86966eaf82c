package io.redrive.autoconfigure;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.redrive.consume.AttemptOutcome;
import io.redrive.consume.RetryMetrics;
import io.redrive.consume.TopicRole;
import io.redrive.route.DeadLetterReason;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The meters of one listener, looked up once, so that counting allocates nothing. */
final class MicrometerRetryMetrics implements RetryMetrics {

    private static final Duration[] LATENESS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(30)
    };
    private static final Duration[] LATENCY = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30)
    };

    private final MeterRegistry registry;
    private final Map<TopicRole, Map<AttemptOutcome, Counter>> attempts = new EnumMap<>(TopicRole.class);
    private final Map<DeadLetterReason, Counter> deadLetters = new EnumMap<>(DeadLetterReason.class);
    private final Map<TopicRole, Timer> forwards = new EnumMap<>(TopicRole.class);
    private final Counter blockingRetries;
    private final Counter forwardFailures;
    private final Counter deleted;
    private final Timer lateness;

    MicrometerRetryMetrics(MeterRegistry registry, String listener) {
        this.registry = registry;
        for (TopicRole role : TopicRole.values()) {
            Map<AttemptOutcome, Counter> byOutcome = new EnumMap<>(AttemptOutcome.class);
            for (AttemptOutcome outcome : AttemptOutcome.values()) {
                byOutcome.put(
                        outcome,
                        Counter.builder("redrive.attempts")
                                .description("Attempts that have ended")
                                .tag("listener", listener)
                                .tag("role", Words.of(role))
                                .tag("outcome", Words.of(outcome))
                                .register(registry));
            }
            attempts.put(role, byOutcome);
            if (role != TopicRole.MAIN) {
                forwards.put(
                        role,
                        Timer.builder("redrive.forwards")
                                .description("Time from an outcome until its record is durable in its next topic")
                                .tag("listener", listener)
                                .tag("to", Words.of(role))
                                .serviceLevelObjectives(LATENCY)
                                .register(registry));
            }
        }
        for (DeadLetterReason reason : DeadLetterReason.values()) {
            deadLetters.put(
                    reason,
                    Counter.builder("redrive.dead.letters")
                            .description("Records written to dead-letter topics")
                            .tag("listener", listener)
                            .tag("reason", reason.code())
                            .register(registry));
        }
        this.blockingRetries = Counter.builder("redrive.blocking.retries")
                .description("Calls of a listener in place, after a failure, as part of the same attempt")
                .tag("listener", listener)
                .register(registry);
        this.forwardFailures = Counter.builder("redrive.forward.failures")
                .description("Sends of forwards that failed and are repeated")
                .tag("listener", listener)
                .register(registry);
        this.deleted = Counter.builder("redrive.deleted")
                .description("Records that were deleted from their topic before they were delivered")
                .tag("listener", listener)
                .register(registry);
        this.lateness = Timer.builder("redrive.lateness")
                .description("Time from the due time of a record until its listener is called")
                .tag("listener", listener)
                .serviceLevelObjectives(LATENESS)
                .register(registry);
    }

    @Override
    public void attempted(TopicRole role, AttemptOutcome outcome) {
        Objects.requireNonNull(Objects.requireNonNull(attempts.get(role)).get(outcome))
                .increment();
    }

    @Override
    public void triedInPlace() {
        blockingRetries.increment();
    }

    @Override
    public void deadLettered(DeadLetterReason reason) {
        Objects.requireNonNull(deadLetters.get(reason)).increment();
    }

    @Override
    public void retried(long lateMs) {
        lateness.record(Math.max(0, lateMs), TimeUnit.MILLISECONDS);
    }

    @Override
    public long nanoTime() {
        return registry.config().clock().monotonicTime();
    }

    @Override
    public void forwarded(TopicRole to, long startedNanos) {
        Objects.requireNonNull(forwards.get(to)).record(nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void forwardFailed() {
        forwardFailures.increment();
    }

    @Override
    public void deleted(long records) {
        deleted.increment((double) records);
    }
}
